// The dialog that gives the link, the embed code and the other forms of a result.
import { announce, withReadings, word } from "./page.js";

async function copy(field) {
  field.focus();
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
    announce(word("copied"));
    return true;
  } catch {
    announce(word("copyYourself"));
    return false;
  }
}

/** Buttons with `data-opens` open the dialog they name; the focus returns to them after. */
export function wireDialogs(root = document) {
  root.addEventListener("click", async (event) => {
    const opener = event.target.closest("[data-opens]");
    if (opener) {
      event.preventDefault();
      document.getElementById(opener.dataset.opens)?.showModal();
      return;
    }
    const copier = event.target.closest("[data-copies]");
    if (copier) {
      const done = await copy(document.getElementById(copier.dataset.copies));
      copier.replaceChildren(withReadings(word(done ? "copied" : "copyYourself")));
    }
    const dialog = event.target.closest("dialog");
    if (dialog && event.target === dialog) dialog.close();
  });
}
