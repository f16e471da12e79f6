import {type Notice, notice} from "../edit/notices.ts";
import type {Failed} from "./writer.ts";

/** Why edits could not be kept, in words for the reader. `retry` says whether trying again can help. */
export interface StoreFailure {
  kind: "full" | "forbidden" | "failed" | "unread";
  message: string;
  retry: boolean;
}

const onlyHere = "Your changes are kept in this tab only.";

/** What went wrong with the storage, told to the reader. */
export function failureOf({error, reading}: Failed): StoreFailure {
  const name = error instanceof Error || error instanceof DOMException ? error.name : "";
  if (name === "QuotaExceededError") {
    return {kind: "full", message: `The browser's storage for this site is full. ${onlyHere}`, retry: true};
  }
  if (name === "SecurityError" || name === "InvalidStateError" || name === "ReferenceError" || name === "TypeError") {
    return {kind: "forbidden", message: `This browser does not let the page store anything. ${onlyHere}`, retry: true};
  }
  const reason = error instanceof Error ? error.message : String(error);
  const message = reading
    ? `The browser does not give out what you changed in this chapter before (${reason}). It is kept; until it can be read you see the book’s text.`
    : `Your changes could not be stored (${reason}). ${onlyHere}`;
  return {kind: reading ? "unread" : "failed", message, retry: true};
}

/** What the reader can do about it. */
interface Ways {
  retry(): void;
  download(): void;
}

let shown: Notice | null = null;
let told = "";

/** Tells that storing or reading failed, with what can be done; null: that all is well again. Answers what is to be announced. */
export function tellFailure(failed: Failed | null, {retry, download}: Ways): string | null {
  if (!failed) {
    shown?.close();
    shown = null;
    return told.includes("you see the book") ? "Your changes are here now." : "Your changes are stored now.";
  }
  const {kind, message} = failureOf(failed);
  const unread = kind === "unread";
  const actions = [
    {label: "Try again", act: retry},
    ...(unread ? [] : [{label: "Download the chapter with your changes", act: download}]),
    {label: "Hide", act: () => shown?.close()}
  ];
  // Typing tries again and again: it is said once.
  if (shown?.dom.isConnected && told === message) return null;
  shown?.close();
  shown = notice(unread ? "Your changes could not be read" : "Your changes are not stored", message, actions, "problem");
  told = message;
  return null;
}

/** Tells that what was kept comes later; returns the function that takes the notice away. */
export function tellLate(): () => void {
  const text =
    "The browser does not yet give out what you changed in this chapter: another tab of this site keeps it busy. Closing that tab helps. You see the book’s text until then.";
  const said = notice("Your changes are on their way", text, [{label: "Hide", act: () => said.close()}], "problem");
  return () => said.close();
}
