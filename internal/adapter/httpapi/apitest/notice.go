package apitest

// Amendment is a notice that makes a Friday of March 2023 a day off: deadlines that were counted over it move.
const Amendment = `
id: "2023.2"
year: 2023
amends: "2023.1"
title: 关于2023年3月10日放假的通知
published: 2023-02-01
checked: official
off:
  - { name: 放假, days: 2023-03-10 }
`
