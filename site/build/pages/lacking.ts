/**
 * An inline script of every page, which is there when nothing else is (declared in site/page/runtime/contract.ts).
 * `lacking(place, what, retry)` says at the beginning of an element, once, that something could not be loaded, with a button that calls
 * every `retry` with the line. `insist(place, what, load)` imports, and while what is imported cannot be had, says so and waits for that button.
 * Where the page's own script, what that imports, or a stylesheet cannot be had, it is said without being asked.
 */
export const lackingScript = `function lacking(o,w,r){var p=[].find.call(o.children,function(q){return q.className=="lacking"&&q.textContent.startsWith(w)});if(!p){p=document.createElement("p");var b=document.createElement("button");p.className="lacking";p.setAttribute("role","alert");p.textContent=w+" could not be loaded"+(navigator.onLine?" from the server":": there is no network")+". ";b.textContent="Retry";p.append(b);o.prepend(p)}p.lastChild.addEventListener("click",function(){r(p)})}
async function insist(o,w,l){for(;;)try{return await l()}catch(e){if(!(e instanceof TypeError&&/\\bmodule/i.test(e.message)))throw e;(await new Promise(function(r){lacking(o,w,r)})).remove()}}
addEventListener("error",function(e){var t=e.target,w=t.localName=="link"?t.rel=="stylesheet"&&"The styles of this page":t.localName=="script"&&"What makes this chapter run";function f(){lacking(document.querySelector("article")||document.body,w,function(){location.reload()})}if(w)document.readyState=="loading"?addEventListener("DOMContentLoaded",f):f()},true);`;
