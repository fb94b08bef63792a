/** How many matters show another light; a matter has a row for every pair of lights. */
export const relit = (lights: readonly { number: string }[]) => new Set(lights.map((l) => l.number)).size;
