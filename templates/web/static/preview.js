// Asks every second whether a template changed, and loads the page anew when one did. Without this file: press Show.
(() => {
  const tools = document.querySelector("[data-state]");
  const told = document.querySelector(".live");
  setInterval(async () => {
    try {
      const answer = await fetch("/state", { cache: "no-store" });
      if ((await answer.json()).state !== tools.dataset.state) {
        location.reload();
      }
    } catch {
      told.textContent = "The preview has ended; start the command again";
    }
  }, 1000);
})();
