using System.Text;
using Aerostat.Cli.Grammar;

namespace Aerostat.Cli;

/// <summary>The manual page, made from the table: <c>docs/man/aero.1</c>.</summary>
static class Man
{
    public static string Page(Table table)
    {
        StringBuilder page = new();
        page.Append($"""
            .TH AERO 1 "" "Aerostat {About.Version}" "User Commands"
            .SH NAME
            aero \- drive virtual machines of aerostatd and libvirtd
            .SH SYNOPSIS
            .B aero
            [\fIOPTION\fR]... [\fICOMMAND_STRING\fR]
            .br
            .B aero
            [\fIOPTION\fR]... \fICOMMAND\fR [\fIARG\fR]...
            .SH DESCRIPTION
            .B aero
            takes virsh's commands and options, and prints what virsh prints. Without a command it is an interactive terminal.
            A command string may hold several commands with semicolons between.
            Options of a command go by name or by position.
            .SH OPTIONS
            .TP
            .BR \-c ", " \-\-connect " \fIURI\fR"
            the hypervisor: qemu:///system, qemu:///session, qemu+unix:///system?socket=PATH, qemu+ssh://HOST/system
            .TP
            .BR \-r ", " \-\-readonly
            connect without the right to change anything
            .TP
            .BR \-q ", " \-\-quiet
            answers only: no headers, no blank lines
            .TP
            .BR \-t ", " \-\-timing
            print how long each command took
            .TP
            .BR \-e ", " \-\-escape " \fICHAR\fR"
            what leaves a console, ^] where nothing is said
            .TP
            .BR \-k ", " \-\-keepalive\-interval " \fISECONDS\fR"
            silence before the server is asked for a sign of life; 0 never asks
            .TP
            .BR \-K ", " \-\-keepalive\-count " \fINUMBER\fR"
            questions without an answer before the connection is given up
            .TP
            .BR \-\-format " \fITYPE\fR"
            table or json, where a command has both
            .TP
            .BR \-\-color " \fIWHEN\fR"
            auto, always or never

            """);
        foreach (var group in table.Groups)
        {
            page.Append($".SH {Escape(group.Title.ToUpperInvariant())}\n");
            foreach (var command in group.Commands.Where(c => !c.Hidden).OrderBy(c => c.Name, StringComparer.Ordinal))
            {
                page.Append($".SS {Escape(Help.Synopsis(command))}\n{Escape(command.About ?? Sentence(command.Help))}\n");
                foreach (var option in command.Options)
                    page.Append($".TP\n.B {Escape(option.Required || option.Many ? option.Name : $"--{option.Name}")}\n{Escape(OptionHelp.Of(command, option))}\n");
            }
        }
        return page.Append("""
            .SH ENVIRONMENT
            .TP
            .B LIBVIRT_DEFAULT_URI
            the hypervisor where \-c names none
            .TP
            .BR VISUAL ", " EDITOR
            the editor of \fBedit\fR
            .TP
            .B NO_COLOR
            no colours, whatever the terminal
            .SH EXIT STATUS
            0 where the last command succeeded, 1 where it failed.
            .SH SEE ALSO
            .BR aerostatd (8),
            .BR virsh (1)

            """).ToString();
    }

    static string Sentence(string help) => $"{char.ToUpperInvariant(help[0])}{help[1..]}.";

    static string Escape(string text) => text.Replace("\\", "\\e", StringComparison.Ordinal).Replace("-", "\\-", StringComparison.Ordinal);
}
