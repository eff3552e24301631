var e=({heard:r})=>r===0,n=({heard:r})=>r==null,t=r=>e(r)||n(r)?null:r.support;export{e as a,n as b,t as c};
