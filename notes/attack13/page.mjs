// A page by hand: what placeOf(), webStorage() and the front look at.
export function makePage() {
  const store = () => { const m = new Map(); return { getItem:k=>m.has(k)?m.get(k):null, setItem:(k,v)=>void m.set(k,String(v)), removeItem:k=>void m.delete(k), key:i=>[...m.keys()][i]??null, get length(){return m.size}, clear(){m.clear()}, m }; };
  const target = new EventTarget();
  globalThis.addEventListener = target.addEventListener.bind(target);
  globalThis.removeEventListener = target.removeEventListener.bind(target);
  globalThis.dispatchEvent = target.dispatchEvent.bind(target);
  const doc = new EventTarget(); doc.readyState = "loading"; doc.visibilityState = "visible"; doc.title="app"; doc.referrer="";
  Object.defineProperty(globalThis,"document",{value:doc,configurable:true});
  Object.defineProperty(globalThis,"location",{value:new URL("https://app.example/"),configurable:true,writable:true});
  Object.defineProperty(globalThis,"sessionStorage",{value:store(),configurable:true});
  Object.defineProperty(globalThis,"localStorage",{value:store(),configurable:true});
}
process.on("uncaughtException",e=>{console.log("UNCAUGHT",e.code,e.message,(e.stack||"").split("\n").slice(1,3).join("|").slice(0,300));process.exit(1)});
process.on("unhandledRejection",e=>{console.log("UNHANDLED",e?.code,e?.message);});
export const sleep = (ms)=>new Promise(r=>setTimeout(r,ms));
