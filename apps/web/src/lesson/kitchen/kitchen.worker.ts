import { exposeSystems } from "@millrace/workers/worker.ts";
import { manyChefs, oneChef } from "./kitchens.ts";

exposeSystems({ "one-chef": oneChef, "many-chefs": manyChefs });
