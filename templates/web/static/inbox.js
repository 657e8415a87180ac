// The list asks for itself again and shows what is new; the frame of a mail is made as tall as the mail.
// Without this file everything works too: the list reloads by itself and the frame scrolls.
(() => {
  const list = document.querySelector("[data-refresh]");
  if (list) {
    setInterval(async () => {
      try {
        const answer = await fetch(location.pathname, { cache: "no-store" });
        const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
        const main = fresh.querySelector("[data-refresh]");
        if (main && main.innerHTML !== list.innerHTML) {
          list.innerHTML = main.innerHTML;
          document.title = fresh.title;
        }
      } catch {
        document.title = "Sample inbox (the demo has ended)";
      }
    }, Number(list.dataset.refresh));
  }
  const frame = document.querySelector("iframe.paper");
  if (frame) {
    const fit = () => {
      const page = frame.contentDocument && frame.contentDocument.documentElement;
      if (page && page.scrollHeight) {
        frame.style.height = "0";
        frame.style.height = `${page.scrollHeight + 2}px`;
      }
    };
    const settle = () => {
      fit();
      for (const link of frame.contentDocument.querySelectorAll('a[href^="#"]')) {
        link.target = "_self"; // the table of contents leads down this mail, not into another tab
      }
    };
    frame.addEventListener("load", settle);
    addEventListener("resize", fit);
    settle();
  }
})();
