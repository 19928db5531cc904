"use strict";
/*
 * What if somebody must come or cannot: the seats are chosen again as the plan was, greedily and then by swaps. The types
 * of the figures are made from their Structs (sna/render/plan/content.py); tests/js/run checks this script against them.
 */
(() => {
    /** @type {(id: string) => any} */
    const element = id => document.getElementById(id);
    /** @type {Figures} */
    const figures = JSON.parse(element("figures").textContent);
    const everybody = figures.names.map((_name, person) => person);
    const must = [...figures.must], may = [...figures.may];
    /** @typedef {"must" | "cannot"} Kind */
    /** @type {Record<Kind, HTMLInputElement[]>} */
    const boxes = { must: [], cannot: [] };
    /** @type {HTMLElement[]} */
    const marks = [];

    /** @type {(person: number, seats: number[]) => number} */
    const worth = (person, seats) => seats.reduce((sum, other) => sum + figures.pairs[person][other], figures.people[person]);
    /** @type {(quota: Limit, seats: number[]) => number} */
    const count = (quota, seats) => seats.filter(person => quota.members.includes(person)).length;
    /** @type {(seats: number[]) => boolean} */
    const held = seats => figures.quotas.every(quota => {
        const number = count(quota, seats);
        return number >= quota.least && number <= quota.most;
    });
    /** @type {(person: number, seats: number[]) => number} */
    const urgent = (person, seats) => figures.quotas.filter(
        quota => quota.members.includes(person) && count(quota, seats) < quota.least).length;
    /** @type {(person: number, seats: number[]) => boolean} */
    const full = (person, seats) => figures.quotas.some(
        quota => quota.members.includes(person) && count(quota, seats) >= quota.most);

    /** The seats, one by one whoever adds most; null where that ends in a rule that is not kept. */
    function filled() {
        const seats = everybody.filter(person => must[person] && may[person]);
        while (seats.length < figures.seats) {
            const open = everybody.filter(person => may[person] && !seats.includes(person) && !full(person, seats));
            if (!open.length) return null;
            const value = open.map(person => worth(person, seats) + 1e6 * urgent(person, seats));
            seats.push(open[value.indexOf(Math.max(...value))]);
        }
        return seats.length === figures.seats && held(seats) ? seats : null;
    }

    /** @param {number[]} seats */
    function improved(seats) {
        for (;;) {
            /** @type {number[] | null} */
            let best = null;
            let gain = 1e-9;
            const outside = everybody.filter(person => may[person] && !seats.includes(person));
            for (const leaves of seats.filter(person => !must[person])) {
                const rest = seats.filter(person => person !== leaves), own = worth(leaves, rest);
                for (const comes of outside) {
                    const more = worth(comes, rest) - own;
                    if (more > gain && held([...rest, comes])) [best, gain] = [[...rest, comes], more];
                }
            }
            if (!best) return seats;
            seats = best;
        }
    }

    /** @type {(seats: number[]) => number} */
    const pairs = seats => seats.reduce((sum, head, place) => sum + seats.slice(place + 1).filter(
        tail => figures.strangers[head][tail] === "1").length, 0);
    const unchanged = () => everybody.every(person => must[person] === figures.must[person] && may[person] === figures.may[person]);

    function chosen() {
        if (unchanged()) return figures.chosen;
        const kept = figures.chosen.filter(person => may[person]);
        const starts = [filled() ?? []];
        for (const person of everybody.filter(other => must[other] && may[other] && !kept.includes(other))) kept.push(person);
        while (kept.length > figures.seats) kept.splice(kept.findIndex(person => !must[person]), 1);
        if (kept.length === figures.seats && held(kept) && everybody.every(person => !must[person] || kept.includes(person))) starts.push(kept);
        const plans = starts.filter(seats => seats.length).map(improved);
        /** @type {(seats: number[]) => number} */
        const value = seats => seats.reduce((sum, person) => sum + figures.people[person] + worth(person, seats), 0);
        return plans.sort((left, right) => value(right) - value(left))[0] ?? null;
    }

    /** @type {(people: number[]) => string} */
    const list = people => people.map(person => figures.names[person]).join("; ");

    function show() {
        const seats = chosen(), answer = element("answer");
        if (!seats) {
            answer.textContent = "No set of seats keeps to all of this: take a tick away.";
            return;
        }
        const came = seats.filter(person => !figures.chosen.includes(person));
        const gone = figures.chosen.filter(person => !seats.includes(person));
        const before = pairs(figures.chosen), now = pairs(seats);
        answer.textContent = came.length
            ? `In: ${list(came)}. Out: ${list(gone)}. ${now} pairs are new instead of ${before}.`
            : `The seats stay as they are: ${before} new pairs.`;
        element("names").value = list([...seats].sort((left, right) => left - right));
        for (const person of everybody) marks[person].textContent = seats.includes(person) ? "seat" : "";
    }

    /** @type {(person: number, kind: Kind, checked: boolean) => HTMLElement} */
    function box(person, kind, checked) {
        const cell = document.createElement("td"), label = document.createElement("label"), input = document.createElement("input");
        label.className = "box-label";
        input.type = "checkbox";
        input.checked = checked;
        input.setAttribute("aria-label", `${figures.names[person]}: ${kind === "must" ? "must come" : "cannot come"}`);
        input.addEventListener("change", () => {
            const other = boxes[kind === "must" ? "cannot" : "must"][person];
            if (input.checked) other.checked = false;
            must[person] = boxes.must[person].checked;
            may[person] = !boxes.cannot[person].checked;
            show();
        });
        boxes[kind][person] = input;
        label.append(input);
        cell.append(label);
        return cell;
    }

    for (const person of everybody) {
        const row = document.createElement("tr"), name = document.createElement("th"), seat = document.createElement("td");
        name.scope = "row";
        name.textContent = figures.names[person];
        marks.push(seat);
        row.append(name, seat, box(person, "must", must[person]), box(person, "cannot", !may[person]));
        element("people").append(row);
    }
    element("what-if").hidden = false;
    show();
})();
