import{Fj as a,Gj as b,Hj as c,Ij as d}from"./chunk-ZP5SYPDB.js";import"./chunk-4L5RI3VG.js";export{c as HitTestContext,b as MouseTarget,d as MouseTargetFactory,a as PointerHandlerLastRenderData};
