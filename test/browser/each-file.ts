/** Runs before each test file of this folder: files of one worker share their modules, and hooks belong to one file. */
import {watchTests} from "./harness.ts";

watchTests();
