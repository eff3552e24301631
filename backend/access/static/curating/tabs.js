// Turns the parts of a long page into tabs. Without this file the page is whole, and the list of
// its parts at the top leads to each.
"use strict";

(() => {
  const KEPT = "tutti.tab:";

  function findNext(tabs, current, key, isRightToLeft) {
    const forward = isRightToLeft ? "ArrowLeft" : "ArrowRight";
    const backward = isRightToLeft ? "ArrowRight" : "ArrowLeft";
    const place = tabs.indexOf(current);
    const places = {
      [forward]: (place + 1) % tabs.length,
      [backward]: (place - 1 + tabs.length) % tabs.length,
      Home: 0,
      End: tabs.length - 1,
    };
    return tabs[places[key]];
  }

  function recall(key) {
    try {
      return sessionStorage.getItem(key);
    } catch {
      return null;
    }
  }

  function keep(key, value) {
    try {
      sessionStorage.setItem(key, value);
    } catch {
      // A browser that keeps nothing begins with the first tab.
    }
  }

  function setUp(nav) {
    const list = nav.querySelector("ul");
    const tabs = [...nav.querySelectorAll("a")];
    const panels = new Map(tabs.map((tab) => [tab, document.querySelector(tab.hash)]));
    const key = KEPT + location.pathname;

    function open(chosen) {
      for (const [tab, panel] of panels) {
        const isOpen = tab === chosen;
        tab.setAttribute("aria-selected", String(isOpen));
        tab.tabIndex = isOpen ? 0 : -1;
        panel.hidden = !isOpen;
      }
      keep(key, chosen.hash);
    }

    list.setAttribute("role", "tablist");
    list.setAttribute("aria-label", nav.getAttribute("aria-label"));
    nav.setAttribute("role", "presentation");
    nav.classList.add("is-live");
    for (const [tab, panel] of panels) {
      tab.parentElement.setAttribute("role", "presentation");
      tab.setAttribute("role", "tab");
      tab.setAttribute("aria-controls", panel.id);
      panel.setAttribute("role", "tabpanel");
      panel.tabIndex = 0;
    }
    list.addEventListener("click", (event) => {
      const tab = event.target.closest("a");
      if (tab) {
        event.preventDefault();
        open(tab);
        tab.focus();
      }
    });
    list.addEventListener("keydown", (event) => {
      const isRightToLeft = getComputedStyle(nav).direction === "rtl";
      const current = event.target.closest("a");
      const next = current && findNext(tabs, current, event.key, isRightToLeft);
      if (next) {
        event.preventDefault();
        open(next);
        next.focus();
      }
    });

    function openNamed() {
      const target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
      const named = target && tabs.find((tab) => panels.get(tab).contains(target));
      if (named) {
        open(named);
      }
      return named;
    }

    // What is to be corrected comes first, then what the address names, then where one was.
    const faulty = tabs.find((tab) => tab.classList.contains("has-errors"));
    const known = tabs.find((tab) => tab.hash === recall(key));
    if (faulty || !openNamed()) {
      open(faulty || known || tabs[0]);
    }
    addEventListener("hashchange", openNamed);
  }

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("[data-tabs]").forEach(setUp);
  });
})();
