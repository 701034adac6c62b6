using System.Globalization;
using Aerostat.Cli.Grammar;
using Aerostat.Protocol;

namespace Aerostat.Cli.Commands;

/// <summary>Keys pressed on a guest's keyboard.</summary>
static class Keys
{
    const int Most = 16;

    static readonly string[] Codesets = ["linux", "xt", "atset1", "atset2", "atset3", "os_x", "xt_kbd", "usb", "win32", "qnum"];

    /// <summary>Linux's names, without their KEY_, by number from 1 on; - is none.</summary>
    /// <remarks>Source: <c>linux/input-event-codes.h</c>.</remarks>
    const string Linux = """
        ESC 1 2 3 4 5 6 7 8 9 0 MINUS EQUAL BACKSPACE TAB Q W E R T Y U I O P LEFTBRACE RIGHTBRACE ENTER LEFTCTRL A S D F G H J K L SEMICOLON
        APOSTROPHE GRAVE LEFTSHIFT BACKSLASH Z X C V B N M COMMA DOT SLASH RIGHTSHIFT KPASTERISK LEFTALT SPACE CAPSLOCK F1 F2 F3 F4 F5 F6 F7 F8 F9
        F10 NUMLOCK SCROLLLOCK KP7 KP8 KP9 KPMINUS KP4 KP5 KP6 KPPLUS KP1 KP2 KP3 KP0 KPDOT - ZENKAKUHANKAKU 102ND F11 F12 RO KATAKANA HIRAGANA
        HENKAN KATAKANAHIRAGANA MUHENKAN KPJPCOMMA KPENTER RIGHTCTRL KPSLASH SYSRQ RIGHTALT LINEFEED HOME UP PAGEUP LEFT RIGHT END DOWN PAGEDOWN
        INSERT DELETE MACRO MUTE VOLUMEDOWN VOLUMEUP POWER KPEQUAL KPPLUSMINUS PAUSE SCALE KPCOMMA HANGEUL HANJA YEN LEFTMETA RIGHTMETA COMPOSE STOP
        AGAIN PROPS UNDO FRONT COPY OPEN PASTE FIND CUT HELP MENU CALC SETUP SLEEP
        """;

    public static async Task Send(Ask ask)
    {
        var set = ask.OptionalText("codeset") switch
        {
            null => 0,
            "rfb" => Array.IndexOf(Codesets, "qnum"),
            var name => Array.IndexOf(Codesets, name),
        };
        if (set < 0) throw new CommandException($"unknown codeset: '{ask["codeset"]}'");
        var hold = ask.OptionalUInt("holdtime") ?? 0;
        uint[] keys = [.. ask.All("keycode").Select(key => CodeOf(key, set) ?? throw new CommandException($"invalid keycode: '{key}'"))];
        if (keys.Length > Most) throw new CommandException("too many keycodes");
        await ask.CallAsync(Remote.DomainSendKey, new(await ask.DomainAsync(), (uint)set, hold, keys, 0));
    }

    internal static uint? CodeOf(string key, int set)
    {
        const int highest = 0xffff;
        if (key.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
            ? uint.TryParse(key.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)
            : uint.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out code))
            return code is 0 or > highest ? null : code;
        if (set != 0 || !key.StartsWith("KEY_", StringComparison.Ordinal)) return null;
        var at = Array.IndexOf(Linux.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries), key[4..]);
        return at < 0 ? null : (uint)at + 1;
    }
}
