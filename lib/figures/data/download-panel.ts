import type {KeptFile} from "../../data/files/download.ts";
import {download, forgetFiles, keepFiles, keptFiles} from "../../data/files/download.ts";
import type {MnistSource} from "../../data/files/mnist.ts";
import {mnistFiles, mnistSources, sourceBytes} from "../../data/files/mnist.ts";
import {readInWorker} from "../../data/reading/file-reader.ts";
import {sha256} from "../../nn/files/sha256.ts";
import {button, hide, setAvailable} from "../kit/controls.ts";
import {element, uniqueId} from "../kit/element.ts";
import type {PanelHost} from "./data-panels.ts";
import {megabytes} from "./data-panels.ts";

/** What is kept, held against the known checksums anew: any cell can write to this store. Null when it is not what we know. */
async function stillTrue(kept: KeptFile[] | null, {files}: MnistSource): Promise<KeptFile[] | null> {
  if (!kept) return null;
  const known = files.map((file) => ("sha256" in file ? file.sha256 : undefined));
  const right = await Promise.all(kept.map(async ({bytes}, i) => known[i] === undefined || (await sha256(bytes)) === known[i]));
  return right.every(Boolean) ? kept.map((file, i) => ({...file, verified: known[i] !== undefined})) : null;
}

/** Files of the sprite are not known to a byte: so much they may have. */
const most = 16e6;

/** Asks, downloads with progress, checks and keeps MNIST. `look` takes what is kept from an earlier visit; it asks no host. */
export function webPanel({offer, refuse, signal}: PanelHost): {element: HTMLElement; look(): Promise<void>} {
  const id = uniqueId("from");
  const from = element(
    "select",
    {id, class: "fig-select"},
    [...mnistSources.map(({name}) => name), "a folder of this site"].map((name, i) =>
      element("option", {value: String(i)}, [name])
    )
  );
  const folder = element("input", {
    class: "fig-select",
    value: "mnist/",
    "aria-label": "Folder of this site",
    spellcheck: "false"
  });
  const asks = element("p", {class: "fig-note"});
  const bar = element("progress", {"aria-label": "Downloaded"});
  const told = element("span", {role: "status"});
  const cancel = button("Cancel", () => stop?.abort());
  const running = element("div", {class: "fig-data-row", hidden: ""}, [bar, told, cancel]);
  const get = button("Download", () => void fetchAll());
  const forget = button("Forget it", () => void forgetAll());
  let stop: AbortController | undefined;
  signal.addEventListener("abort", () => stop?.abort());

  const source = (): MnistSource => {
    const known = mnistSources[Number(from.value)];
    if (known) return known;
    const path = folder.value.endsWith("/") ? folder.value : `${folder.value}/`;
    const files = mnistFiles.train.map(({name, bytes}) => ({name, about: bytes})) as unknown as MnistSource["files"];
    return {name: "this site", folder: new URL(path, document.baseURI).href, files};
  };
  const describe = () => {
    const own = mnistSources[Number(from.value)] === undefined;
    folder.hidden = !own;
    const {folder: url, files} = source();
    const size = `${megabytes(sourceBytes(source()))} MB`;
    asks.textContent = `60,000 digits that people wrote (LeCun, Cortes and Burges, 1998). Nothing is asked for until you press the button; then your browser asks ${new URL(url).host} for ${files.map(({name}) => name).join(" and ")}.`;
    get.textContent = own ? `Get up to ${size} from this site` : `Download ${"about" in files[0] ? "about " : ""}${size}`;
  };

  const use = async (files: readonly KeptFile[], said: string) => {
    const named = files.map(({url, bytes}) => ({name: decodeURIComponent(new URL(url).pathname.split("/").at(-1) ?? ""), bytes}));
    const {set} = await readInWorker(named, {signal: stop?.signal ?? signal});
    const checked = files.every(({verified}) => verified)
      ? "Checked: the SHA-256 of both files is the published one."
      : "Not verified: we know no SHA-256 of these files.";
    offer({...set, name: "MNIST"}, `${checked} ${said}`);
  };

  const fetchAll = async () => {
    stop?.abort();
    const {folder: base, files} = source();
    const total = sourceBytes(source());
    if (mnistSources[Number(from.value)] === undefined && new URL(base).origin !== new URL(document.baseURI).origin)
      return refuse(`${new URL(base).host} is another site: only folders of ${new URL(document.baseURI).host} can be named here`);
    const own = (stop = new AbortController());
    refuse("");
    setAvailable(get, false);
    running.hidden = false;
    bar.max = total;
    bar.value = 0;
    told.textContent = `0 of ${megabytes(total)} MB`;
    const got: KeptFile[] = [];
    try {
      for (const file of files) {
        const before = got.reduce((sum, {bytes}) => sum + bytes.length, 0);
        const progress = (loaded: number) => {
          bar.value = before + loaded;
          told.textContent = `${megabytes(before + loaded)} of ${megabytes(total)} MB`;
        };
        const expected = "bytes" in file ? {bytes: file.bytes, ...(file.sha256 ? {sha256: file.sha256} : {})} : {most};
        const url = base + file.name;
        got.push({url, at: Date.now(), ...(await download(url, {...expected, progress, signal: own.signal}))});
      }
      told.textContent = "Reading…";
      const kept = await keepFiles(got).then(
        () => "It is kept in this browser for next time.",
        () => "It could not be kept for next time: this browser's storage is full or forbidden."
      );
      await use(got, kept);
      if (kept.startsWith("It is kept")) forget.hidden = false;
      else hide(forget, get);
    } catch (error) {
      if (own.signal.aborted) refuse(signal.aborted ? "" : "The download was cancelled");
      else refuse(error instanceof Error ? error.message : String(error));
    } finally {
      if (stop === own) {
        hide(running, get);
        setAvailable(get, true);
      }
    }
  };

  const urls = ({folder: base, files}: MnistSource) => files.map(({name}) => base + name);
  const forgetAll = async () => {
    await forgetFiles([...mnistSources, source()].flatMap(urls)).catch(() => undefined);
    hide(forget, get);
    told.textContent = "";
  };
  let looked = false;
  const look = async () => {
    if (looked) return;
    looked = true;
    try {
      for (const each of mnistSources) {
        const kept = await stillTrue(await keptFiles(urls(each)), each);
        if (!kept) continue;
        await use(kept, `Kept in this browser since ${new Date(kept[0].at).toLocaleDateString("en", {dateStyle: "long"})}.`);
        forget.hidden = false;
        return;
      }
    } catch {
      // Storage that is forbidden or damaged has nothing kept.
    }
  };

  from.addEventListener("change", describe);
  folder.addEventListener("input", describe);
  forget.hidden = true;
  describe();
  return {
    element: element("div", {class: "fig-column"}, [
      asks,
      element("div", {class: "fig-data-row"}, [element("label", {for: id}, ["From"]), from, folder]),
      element("div", {class: "fig-data-row"}, [get, forget]),
      running
    ]),
    look
  };
}
