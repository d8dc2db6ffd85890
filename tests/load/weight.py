"""What the landing page weighs and when it is there, as Lighthouse measures it: in Chromium, as on a cheap phone."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from playwright.async_api import Browser, CDPSession

from tests.clients.site import Site
from tests.load.chromium import chromium
from tests.load.measuring import table

RUNS = 3
PHONE: dict[str, Any] = {
    "viewport": {"width": 412, "height": 823},
    "device_scale_factor": 1.75,
    "is_mobile": True,
    "has_touch": True,
}
# Lighthouse's "slow 4G" (1.6 Mbit/s, 150 ms) in the figures that it gives to DevTools, which delays whole requests.
SLOW_4G = {
    "offline": False,
    "latency": 562.5,
    "downloadThroughput": 1474.56 * 1024 / 8,
    "uploadThroughput": 675 * 1024 / 8,
}
QUIET_MS = 5000
"""Interactive is what stays without a long task for so long, as in Lighthouse."""

WATCH = """
window.weight = { tasks: [], shifts: 0, largest: 0, jobs: 0 };
new PerformanceObserver((list) => {
    for (const task of list.getEntries()) weight.tasks.push([task.startTime, task.duration]);
}).observe({ type: 'longtask', buffered: true });
new PerformanceObserver((list) => {
    for (const shift of list.getEntries()) if (!shift.hadRecentInput) weight.shifts += shift.value;
}).observe({ type: 'layout-shift', buffered: true });
new PerformanceObserver((list) => {
    for (const paint of list.getEntries()) weight.largest = paint.startTime;
}).observe({ type: 'largest-contentful-paint', buffered: true });
new MutationObserver(() => {
    if (!weight.jobs && document.querySelector('article')) weight.jobs = performance.now();
}).observe(document, { subtree: true, childList: true });
"""
PAINTED = "performance.getEntriesByName('first-contentful-paint')[0].startTime"


@dataclass
class Wire:
    """What came over the wire, by the kind of thing. `later` is what the page fetched once the jobs were there."""

    kinds: dict[str, tuple[str, float]] = field(default_factory=dict)
    bytes: dict[str, float] = field(default_factory=dict)
    began: float = 0.0

    def listen(self, cdp: CDPSession) -> None:
        cdp.on("Network.requestWillBeSent", self._asked)
        cdp.on("Network.loadingFinished", lambda each: self.bytes.update({each["requestId"]: each["encodedDataLength"]}))

    def _asked(self, each: Mapping[str, Any]) -> None:
        self.began = self.began or each["timestamp"]
        self.kinds[each["requestId"]] = each.get("type", ""), (each["timestamp"] - self.began) * 1000

    def sum(self, since: float, until: float, kind: str = "") -> float:
        """Of requests sent within these milliseconds."""
        ours = (name for name, (each, at) in self.kinds.items() if since <= at < until and kind in ("", each))
        return sum(self.bytes.get(name, 0.0) for name in ours)


async def main() -> str:
    with Site(settings={"demo": 1}) as site:
        async with chromium() as browser:
            rows = []
            for name, throttled in (("slow 4G, processor 4 times slower", True), ("as the machine is", False)):
                runs = [await visit(browser, site, throttled=throttled) for _ in range(RUNS)]
                middle = {what: median(run[what] for run in runs) for what in runs[0]}
                rows.append({"network": name, **{what: told(what, value) for what, value in middle.items()}})
        await asyncio.to_thread(site.shut_down)
    figures = [{"what": what, **{str(row["network"]): row[what] for row in rows}} for what in list(rows[0])[1:]]
    return (
        "The market of a demo, first visit, on a screen of 412 by 823; bytes as they came over the wire (gzip). "
        f"The middle of {RUNS} visits:\n\n{table(figures)}"
    )


async def visit(browser: Browser, site: Site, *, throttled: bool) -> dict[str, float]:
    context = await browser.new_context(base_url=site.url, locale="en-GB", bypass_csp=True, **PHONE)
    page = await context.new_page()
    cdp = await context.new_cdp_session(page)
    wire = Wire()
    wire.listen(cdp)
    await cdp.send("Network.enable")
    if throttled:
        await cdp.send("Network.emulateNetworkConditions", SLOW_4G)
        await cdp.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    await page.add_init_script(WATCH)
    await page.goto("/")
    await page.wait_for_function("weight.jobs", timeout=60_000)
    await page.wait_for_function(
        f"performance.now() - Math.max({PAINTED}, ...weight.tasks.map(([start, took]) => start + took)) > {QUIET_MS}",
        timeout=60_000,
        polling=500,
    )
    seen = await page.evaluate(f"({{ ...weight, painted: {PAINTED} }})")
    await context.close()
    after = [(start, took) for start, took in seen["tasks"] if start + took > seen["painted"]]
    interactive = max([seen["painted"], *(start + took for start, took in after)])
    jobs = seen["jobs"]
    return {
        "script until the jobs are there": wire.sum(0, jobs, "Script"),
        "styles until then": wire.sum(0, jobs, "Stylesheet"),
        "everything until then": wire.sum(0, jobs),
        "script of other pages, in the quiet after": wire.sum(jobs, float("inf"), "Script"),
        "first contentful paint": seen["painted"],
        "largest contentful paint": seen["largest"],
        "jobs on the screen": jobs,
        "interactive (last long task)": interactive,
        "blocked in between": sum(max(0.0, took - 50) for start, took in after),
        "layout shift": seen["shifts"],
    }


def told(what: str, value: float) -> str:
    if what == "layout shift":
        return f"{value:.3f}"
    bytes_ = what.startswith(("script", "styles", "everything"))
    return f"{value / 1024:.1f} KiB" if bytes_ else f"{value:.0f} ms"
