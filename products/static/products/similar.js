// While a feature is named in the admin, tells which others it may be already.
"use strict";

(() => {
    const PAUSE = 300; // milliseconds without a key stroke, before anything is asked

    const start = () => {
        const name = document.getElementById("id_name");
        const summary = document.getElementById("id_summary");
        if (!name || !name.dataset.similar) return;
        const told = document.createElement("div");
        told.className = "help";
        told.id = "similar-features";
        told.setAttribute("role", "status");
        name.insertAdjacentElement("afterend", told);

        let timer = 0;
        let asked = new AbortController();

        const show = ({title, features}) => {
            told.replaceChildren();
            if (!features.length) return;
            const list = document.createElement("ul");
            for (const feature of features) {
                const link = document.createElement("a");
                link.href = feature.address;
                link.target = "_blank";
                link.rel = "noopener";
                link.textContent = feature.name;
                const item = document.createElement("li");
                item.append(link, ` ${feature.reasons}`);
                list.append(item);
            }
            told.append(title, list);
        };

        const ask = async () => {
            asked.abort();
            asked = new AbortController();
            const product = name.dataset.product || document.getElementById("id_product")?.value;
            if (!product || !name.value.trim()) {
                told.replaceChildren();
                return;
            }
            const query = new URLSearchParams({
                product,
                name: name.value,
                summary: summary ? summary.value.slice(0, 300) : "",
                feature: name.dataset.feature || "",
            });
            try {
                const options = {signal: asked.signal, headers: {Accept: "application/json"}};
                const answer = await fetch(`${name.dataset.similar}?${query}`, options);
                if (answer.ok) show(await answer.json());
            } catch (error) {
                if (error.name !== "AbortError") told.replaceChildren();
            }
        };

        const wait = () => {
            clearTimeout(timer);
            timer = setTimeout(ask, PAUSE);
        };
        for (const field of [name, summary]) if (field) field.addEventListener("input", wait);
        const product = document.getElementById("id_product");
        if (product && window.django) window.django.jQuery(product).on("change", wait);
    };

    if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
    else start();
})();
