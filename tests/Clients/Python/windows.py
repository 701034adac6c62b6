"""Looks at virt-manager's windows as a screen reader does, and presses its buttons. Runs on a bus and a display of its own (Shell/virt-manager)."""
import re
import subprocess
import sys
import time
import warnings

import gi

warnings.simplefilter("ignore", DeprecationWarning)

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi  # noqa: E402

URI = "qemu:///system"
# A window that never comes is told, and the rest goes on.
PATIENCE = 120
# What is said by nothing but its place, or by what lies below it.
MUTE = {"filler", "panel", "scroll pane", "viewport", "separator", "split pane", "redundant object", "unknown", "scroll bar", "image", "icon", "drawing area", "table column header"}


def start(*words):
    return subprocess.Popen(["virt-manager", "--connect", URI, "--debug", *words], stdout=log, stderr=log)


def until(what, ask):
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            if found := ask():
                return found
        except gi.repository.GLib.Error:
            pass  # It was looked at while it went.
        time.sleep(0.1)
    print("never came:", what)
    return None


def children(thing):
    return [child for child in (thing.get_child_at_index(i) for i in range(thing.get_child_count())) if child is not None]


def shows(thing):
    return thing.get_state_set().contains(Atspi.StateType.SHOWING)


def walk(thing, hidden=False):
    yield thing
    for child in children(thing):
        if hidden or shows(child):
            yield from walk(child, hidden)


def frame(title):
    def look():
        desktop = Atspi.get_desktop(0)
        for app in children(desktop):
            if app.get_name() == "virt-manager":
                for window in children(app):
                    if re.fullmatch(title, window.get_name() or ""):
                        return window
        return None
    return until(f"the window '{title}'", look)


def words(thing):
    """What it says: its name, its text, its value, whether it is on, and whether it can be used."""
    said = [thing.get_name() or ""]
    if (text := thing.get_text_iface()) is not None:
        content = Atspi.Text.get_text(text, 0, -1)
        if content not in said:
            said.append(content)
    if thing.get_role_name() in ("spin button", "slider") and (value := thing.get_value_iface()) is not None:
        said.append(f"={Atspi.Value.get_current_value(value):g}")
    states = thing.get_state_set()
    if states.contains(Atspi.StateType.CHECKED) and thing.get_role_name() in ("check box", "radio button", "toggle button", "check menu item", "radio menu item"):
        said.append("(on)")
    if not states.contains(Atspi.StateType.SENSITIVE) and thing.get_role_name() not in ("label", "table cell"):
        said.append("(off limits)")
    return " ".join(word for word in said if word)


def dump(thing, but=()):
    for part in walk(thing):
        role = part.get_role_name()
        said = words(part)
        if role in MUTE or not said or role in but:
            continue
        print(f"{role}: {said}".replace("\n", " | ").replace("\ufffc", "").rstrip())


def find(window, role, name, hidden=False):
    return until(f"{role} '{name}'", lambda: next((part for part in walk(window, hidden) if part.get_role_name() == role and re.fullmatch(name, part.get_name() or "")), None))


def press(window, role, name, hidden=False):
    if thing := find(window, role, name, hidden):
        Atspi.Action.do_action(thing.get_action_iface(), 0)


def settled(window):
    """Waits until nothing of it changes any more: it fills in what other threads bring."""
    before, since = None, time.monotonic()

    def look():
        nonlocal before, since
        now = [(part.get_role_name(), words(part)) for part in walk(window)]
        if now != before:
            before, since = now, time.monotonic()
        return time.monotonic() - since > 1.5
    until("rest", look)


def virsh(*line):
    return subprocess.run(["virsh", "-q", "-c", URI, *line], capture_output=True, text=True, check=False).stdout.strip()


with open("virt-manager.out", "w", encoding="utf-8") as log:
    manager = start()
    main = frame("Virtual Machine Manager")
    until("the guest in the list", lambda: "Running" in " ".join(words(part) for part in walk(main)))
    settled(main)
    print("== manager")
    dump(main)

    print("== host")
    start("--show-host-summary").wait()
    host = frame(r".* Connection Details")
    settled(host)
    for page in ("Overview", "Virtual Networks", "Storage"):
        tabs = next(part for part in walk(host) if part.get_role_name() == "page tab list")
        index = [tab.get_name() for tab in children(tabs)].index(page)
        Atspi.Selection.select_child(tabs.get_selection_iface(), index)
        settled(host)
        print("--", page)
        dump(host, but=("page tab",))

    print("== console")
    start("--show-domain-console", "small").wait()
    guest = frame("A small guest on .*")
    until("the viewer", lambda: "Viewer connected" in open("virt-manager.out", encoding="utf-8").read())
    settled(guest)
    dump(guest)

    print("== details")
    start("--show-domain-editor", "small").wait()
    settled(guest)
    rows = until("the devices", lambda: next((part for part in walk(guest) if part.get_role_name() in ("table", "tree table") and any("Overview" in (cell.get_name() or "") for cell in walk(part))), None))
    table = rows.get_table_iface()
    names = [cell.get_name() for cell in walk(rows, hidden=True) if cell.get_role_name() == "table cell" and cell.get_name()]
    for row, name in enumerate(names):
        Atspi.Table.add_row_selection(table, row)
        settled(guest)
        print("--", name)
        dump(guest, but=("table cell", "menu", "menu item", "page tab"))

    print("== its life by the toolbar")
    for button, state in (("Pause", "paused"), ("Pause", "running")):
        press(guest, "toggle button", button)
        print(button, state if until(state, lambda: virsh("domstate", "small") == state) else virsh("domstate", "small"))
        settled(guest)
    press(guest, "menu item", "Force Off", hidden=True)
    print("forced off:", until("shut off", lambda: virsh("domstate", "small") == "shut off") is not None)
    settled(guest)
    dump(guest, but=("table cell", "menu", "menu item", "page tab"))
    press(guest, "push button", "Run")
    print("runs again:", until("running", lambda: virsh("domstate", "small") == "running") is not None)
    settled(main)
    print("== manager")
    dump(main)
    manager.terminate()
    manager.wait()

print("== what it complained of")
stamp = re.compile(r"^\[[^]]*\] ")
with open("virt-manager.out", encoding="utf-8") as log:
    for line in log:
        # The toolkit's own quarrels are the same on no two runs; libvirtd 9.0 cannot read every kernel's table of neighbours.
        if "-CRITICAL **" not in line and "wrong nlmsg len" not in line and re.search(r"Traceback|Error|ERROR|WARNING|Exception|rror:|failed", line):
            print(stamp.sub("", line.rstrip()))
