using System.Diagnostics;
using System.Globalization;
using Aerostat.Cli.Grammar;
using Aerostat.Cli.Shell;
using Aerostat.Client;
using Aerostat.Values;

namespace Aerostat.Cli;

/// <summary>A run of the program: its settings, its output, and the connection once a command needs it.</summary>
sealed class Session(Settings settings, Output output, Table table) : IAsyncDisposable
{
    VirtConnection? connection;

    public Settings Settings => settings;
    public Output Out => output;
    public Table Table => table;
    public Parser Parser { get; } = new(table);

    /// <summary>A person types; only then is there a folder to change and a prompt.</summary>
    public bool Interactive { get; init; }

    /// <summary>Set by <c>quit</c>.</summary>
    public bool Ended { get; set; }

    public string? Uri { get; private set; } = settings.Uri;
    public bool ReadOnly { get; private set; } = settings.ReadOnly;

    /// <summary>The connection; made at its first use, and anew after it was lost.</summary>
    public async Task<VirtConnection> ConnectAsync()
    {
        if (connection is { IsOpen: true }) return connection;
        if (connection is not null)
        {
            await connection.DisposeAsync();
            connection = null;
        }
        try
        {
            return connection = await VirtConnection.OpenAsync(Uri, new()
            {
                ReadOnly = ReadOnly,
                Keepalive = settings.KeepaliveInterval == 0 ? null : TimeSpan.FromSeconds(settings.KeepaliveInterval),
                KeepaliveCount = settings.KeepaliveCount,
            });
        }
        catch (VirtException e)
        {
            throw new CommandException("failed to connect to the hypervisor", e);
        }
    }

    /// <summary>Another hypervisor from here on.</summary>
    public async Task ReconnectAsync(string? uri, bool readOnly)
    {
        if (connection is not null) await connection.DisposeAsync();
        (connection, Uri, ReadOnly) = (null, uri ?? Uri, readOnly);
        await ConnectAsync();
    }

    /// <summary>Runs them in order, as a line names them. The last one's fate is the line's.</summary>
    public async Task<bool> RunAsync(IReadOnlyList<Parsed> commands)
    {
        var succeeded = true;
        foreach (var command in commands)
        {
            succeeded = await RunAsync(command);
            if (Ended) break;
        }
        return succeeded;
    }

    async Task<bool> RunAsync(Parsed parsed)
    {
        var began = Stopwatch.GetTimestamp();
        var succeeded = await TryAsync(parsed);
        if (!Ended)
        {
            if (settings.Timing) output.Line(string.Create(CultureInfo.InvariantCulture, $"\n(Time: {Stopwatch.GetElapsedTime(began).TotalMilliseconds:F3} ms)\n"));
            else output.Extra("\n");
        }
        output.Flush();
        return succeeded;
    }

    async Task<bool> TryAsync(Parsed parsed)
    {
        try
        {
            if (parsed.WantsHelp)
            {
                output.Text(Help.Of(parsed.Command));
                return true;
            }
            Ask ask = new(this, parsed);
            var said = parsed.Command.Find("format") is { ByNameOnly: true } && ask["format"] is { } format ? Settings.FormatOf(format) : settings.Format;
            output.Format = said ?? Format.Table;
            output.Piped = said is null && !Terminal.IsTerminal(1);
            await parsed.Command.Run(ask);
            return true;
        }
        catch (Exception e) when (e is CommandException or UsageException or VirtException or IOException or UnauthorizedAccessException or OperationCanceledException)
        {
            Complain(e);
            return false;
        }
    }

    public void Complain(Exception e)
    {
        string? hint = null;
        for (var cause = e; cause is not null; cause = cause is CommandException ? cause.InnerException : null)
        {
            if (cause.Message.Length > 0) output.Error(cause.Message);
            hint ??= cause switch
            {
                CommandException c => c.Hint,
                UsageException u => u.Hint,
                VirtException v => v.Hint,
                _ => null,
            };
        }
        if (hint is not null) output.Hint(hint);
    }

    public ValueTask DisposeAsync() => connection?.DisposeAsync() ?? default;
}
