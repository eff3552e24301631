import{a,b}from"./chunk-7HL7BAN3.js";import"./chunk-SPL5WALH.js";import"./chunk-ZP5SYPDB.js";import"./chunk-4L5RI3VG.js";export{b as getWorker,a as jsonDefaults};
