using Aerostat.Linux;
using Aerostat.Model;

namespace Aerostat.Engine.Domains;

/// <summary>Source: <c>virDomainConsoleFlags</c>, <c>virDomainChannelFlags</c>.</summary>
[Flags]
public enum ConsoleFlags { None = 0, Force = 1, Safe = 2 }

public sealed partial class Domain
{
    /// <summary>Who holds what, by its path.</summary>
    readonly Dictionary<string, GuestStream> held = [];

    /// <summary>Opens a terminal of the guest for one client.</summary>
    /// <param name="device">An alias; null: the first console, serial or parallel port.</param>
    /// <exception cref="VirtException"><see cref="ErrorCode.OperationFailed"/>: another client has it, and <see cref="ConsoleFlags.Force"/> was not given.</exception>
    /// <remarks>Source: libvirt <c>virDomainOpenConsole</c>. Locking is among this daemon's clients; who opens the terminal by its path is not seen.</remarks>
    public GuestStream OpenConsole(string? device, ConsoleFlags flags)
    {
        if (State.Running is not { } running) throw Errors.NotRunning();
        var (_, path) = Terminals.Find(running.Live, device);
        return Hold(path, flags, "console session", released => new GuestConsole(Terminal.Open(path), released));
    }

    /// <summary>Opens a channel of the guest for one client.</summary>
    /// <param name="name">Its name within the guest, or its alias; null: the first one.</param>
    /// <exception cref="VirtException">As <see cref="OpenConsole"/>; <see cref="ErrorCode.InternalError"/>: there is none, or it is no socket.</exception>
    /// <remarks>Source: libvirt <c>virDomainOpenChannel</c>.</remarks>
    public async Task<GuestStream> OpenChannelAsync(string? name, ConsoleFlags flags, CancellationToken cancel)
    {
        if (State.Running is not { } running) throw Errors.NotRunning();
        var channels = running.Live.Devices.Channels;
        var found = (name is null ? channels is [var first, ..] ? first : null : channels.FirstOrDefault(channel => channel.Alias == name || channel.TargetType is ChannelTargetType.Virtio && channel.TargetName == name))
            ?? throw Errors.Internal($"cannot find channel {name ?? "<null>"}");
        if (found.Backend is not { Type: CharType.Unix, Path: { } path }) throw Errors.Internal($"channel {name ?? found.Alias} is not using a UNIX socket");
        try
        {
            var socket = await UnixChannel.ConnectAsync(path, cancel);
            try
            {
                return Hold(path, flags, "channel stream", released => new GuestChannel(socket, released));
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }
        catch (LinuxException e)
        {
            throw new VirtException(ErrorCode.SystemError, e.Message, cause: e);
        }
    }

    GuestStream Hold(string path, ConsoleFlags flags, string what, Func<Action<GuestStream>, GuestStream> open)
    {
        lock (held)
        {
            if (held.TryGetValue(path, out var holder))
            {
                if (!flags.HasFlag(ConsoleFlags.Force)) throw Errors.Failed($"Active {what} exists for this domain");
                holder.TakeOver();
            }
            return held[path] = open(Release);
        }

        void Release(GuestStream one)
        {
            lock (held)
            {
                if (held.TryGetValue(path, out var now) && now == one) held.Remove(path);
            }
        }
    }
}
