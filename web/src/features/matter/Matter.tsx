export default function Matter() { return null; }
