// The page for paper: its one button opens the browser's print dialog.
document.getElementById("print")?.addEventListener("click", () => print());
