using System.Net.Sockets;
using System.Runtime.InteropServices;
using Aerostat.Protocol;
using Aerostat.Values;
using Microsoft.Win32.SafeHandles;

namespace Aerostat.Client;

/// <summary>A connection to aerostatd or to any libvirtd. Many may call at once; every call can be cancelled.</summary>
/// <remarks>
/// Failures are <see cref="VirtException"/>s with the server's code. A cancelled call ends its wait; what the server has begun it may finish.
/// Source: libvirt's remote protocol, program 0x20008086.
/// </remarks>
public sealed partial class VirtConnection : IAsyncDisposable
{
    readonly MessageChannel channel;
    readonly PendingCalls calls = new();
    readonly EventHub events;
    readonly VirtConnectionOptions options;
    readonly TaskCompletionSource<VirtException?> closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly CancellationTokenSource ending = new();
    readonly Dictionary<Feature, bool> features = [];
    Task reading = Task.CompletedTask;
    Task watching = Task.CompletedTask;
    bool closing;

    VirtConnection(Socket socket, string uri, VirtConnectionOptions options)
    {
        (channel, Uri, this.options) = (new(socket), uri, options);
        events = new(this);
    }

    /// <summary>As the server was told: neither transport nor query.</summary>
    public string Uri { get; }

    public bool IsOpen => !closed.Task.IsCompleted;

    /// <summary>Ends when the connection does; null where we closed it, else why it was lost.</summary>
    public Task<VirtException?> Closed => closed.Task;

    /// <summary>Connects, shows who we are, and opens.</summary>
    /// <param name="uri">As virsh takes it: <c>qemu:///system</c>, <c>qemu+unix:///system?socket=…</c>, <c>qemu+ssh://host/system</c>; null for the default.</param>
    /// <param name="options">Null: read and write, with keepalive.</param>
    /// <param name="cancel">Ends the attempt.</param>
    /// <exception cref="VirtException">Nobody listens, or we are not let in.</exception>
    public static async Task<VirtConnection> OpenAsync(string? uri = null, VirtConnectionOptions? options = null, CancellationToken cancel = default)
    {
        options ??= new();
        var target = VirtUri.Parse(uri is null or "" ? VirtUri.Default() : uri);
        var socket = await Dialer.DialAsync(target, options.ReadOnly, cancel).ConfigureAwait(false);
        return await OpenAsync(socket, target.Name, options, cancel).ConfigureAwait(false);
    }

    /// <summary>Opens over a socket that is connected already, and owns it from here on.</summary>
    public static async Task<VirtConnection> OpenAsync(Socket socket, string uri, VirtConnectionOptions? options = null, CancellationToken cancel = default)
    {
        VirtConnection connection = new(socket, uri, options ?? new());
        try
        {
            connection.reading = connection.ReadAsync();
            await connection.OpenAsync(cancel).ConfigureAwait(false);
            return connection;
        }
        catch
        {
            connection.End(null);
            await connection.reading.ConfigureAwait(false);
            throw;
        }
    }

    async Task OpenAsync(CancellationToken cancel)
    {
        await AuthenticateAsync(cancel).ConfigureAwait(false);
        // The server answers our pings in any case; that we asked lets it send its own.
        if (options.Keepalive is not null && await HasAsync(Feature.Keepalive, cancel).ConfigureAwait(false)) watching = WatchAsync(options.Keepalive.Value);
        await CallAsync(Remote.ConnectOpen, new(Uri, options.ReadOnly ? 1u : 0), cancel).ConfigureAwait(false);
    }

    async Task AuthenticateAsync(CancellationToken cancel)
    {
        AuthType[] types;
        try
        {
            types = (await CallAsync(Remote.AuthList, cancel).ConfigureAwait(false)).Types;
        }
        catch (VirtException e) when (e.Code == ErrorCode.NoSupport || e is { Code: ErrorCode.Rpc, Domain: ErrorDomain.Rpc })
        {
            // As libvirt's own client: a server that does not know the question asks nothing.
            return;
        }
        if (types.Length == 0 || types.Contains(AuthType.None)) return;
        if (types.Contains(AuthType.Polkit)) await CallAsync(Remote.AuthPolkit, cancel).ConfigureAwait(false);
        else throw new VirtException(ErrorCode.AuthUnavailable, $"authentication unavailable: the server wants {string.Join(" or ", types)}", ErrorDomain.Auth);
    }

    /// <summary>One call and its answer.</summary>
    public async Task<TRet> CallAsync<TArgs, TRet>(Procedure<TArgs, TRet> procedure, TArgs arguments, CancellationToken cancel = default)
        where TArgs : struct, IXdr<TArgs>
        where TRet : struct, IXdr<TRet>
    {
        var (answer, descriptors) = await CallAsync(procedure, arguments, null, null, null, cancel).ConfigureAwait(false);
        foreach (var unwanted in descriptors) unwanted.Dispose();
        return answer;
    }

    /// <summary>A call that says nothing but its name.</summary>
    public Task<TRet> CallAsync<TRet>(Procedure<Nothing, TRet> procedure, CancellationToken cancel = default) where TRet : struct, IXdr<TRet> =>
        CallAsync(procedure, default, cancel);

    /// <summary>A call along with descriptors, or whose answer brings some; the caller owns what it gets.</summary>
    /// <exception cref="VirtException"><see cref="ErrorCode.ArgumentUnsupported"/>: the server cannot take them.</exception>
    public async Task<(TRet Answer, SafeFileHandle[] Descriptors)> CallWithDescriptorsAsync<TArgs, TRet>(
        Procedure<TArgs, TRet> procedure, TArgs arguments, IReadOnlyList<SafeHandle> descriptors, CancellationToken cancel = default)
        where TArgs : struct, IXdr<TArgs>
        where TRet : struct, IXdr<TRet>
    {
        if (!await HasAsync(Feature.DescriptorPassing, cancel).ConfigureAwait(false))
            throw new VirtException(ErrorCode.ArgumentUnsupported, "argument unsupported: the server takes no file descriptors", ErrorDomain.Rpc);
        return await CallAsync(procedure, arguments, descriptors, null, null, cancel).ConfigureAwait(false);
    }

    /// <summary>A call that opens a stream. The stream is there before the call is sent: its data may overtake the answer.</summary>
    public async Task<(VirtStream Stream, TRet Answer)> OpenStreamAsync<TArgs, TRet>(
        Procedure<TArgs, TRet> procedure, TArgs arguments, CancellationToken cancel = default)
        where TArgs : struct, IXdr<TArgs>
        where TRet : struct, IXdr<TRet>
    {
        VirtStream stream = new(this);
        try
        {
            var (answer, _) = await CallAsync(procedure, arguments, null, stream, null, cancel).ConfigureAwait(false);
            return (stream, answer);
        }
        catch
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Whether the server knows a feature; asked once.</summary>
    public async Task<bool> HasAsync(Feature feature, CancellationToken cancel = default)
    {
        lock (features) if (features.TryGetValue(feature, out var known)) return known;
        bool has;
        try
        {
            has = (await CallAsync(Remote.ConnectSupportsFeature, new((int)feature), cancel).ConfigureAwait(false)).Supported;
        }
        catch (VirtException) when (IsOpen)
        {
            has = false;
        }
        lock (features) features[feature] = has;
        return has;
    }

    internal async Task<(TRet Answer, SafeFileHandle[] Descriptors)> CallAsync<TArgs, TRet>(
        Procedure<TArgs, TRet> procedure, TArgs arguments, IReadOnlyList<SafeHandle>? descriptors, VirtStream? stream, Action<TRet>? seen,
        CancellationToken cancel)
        where TArgs : struct, IXdr<TArgs>
        where TRet : struct, IXdr<TRet>
    {
        PendingCall<TRet> call = new(seen);
        var serial = calls.Add(call);
        try
        {
            Header header = new(procedure.Program, 1, procedure.Number,
                descriptors is null ? MessageType.Call : MessageType.CallWithDescriptors, serial, MessageStatus.Ok);
            if (stream is not null)
            {
                stream.Begin(header);
                calls.Add(serial, stream);
            }
            await channel.SendAsync(Message(header, arguments, descriptors), descriptors, cancel).ConfigureAwait(false);
            return await call.Task.WaitAsync(cancel).ConfigureAwait(false);
        }
        catch (XdrException e)
        {
            throw new VirtException(ErrorCode.Rpc, $"{procedure.Api}: {e.Message}", ErrorDomain.Rpc, e);
        }
        finally
        {
            calls.Take(serial);
        }
    }

    static byte[] Message<T>(Header header, T body, IReadOnlyList<SafeHandle>? descriptors) where T : struct, IXdr<T>
    {
        XdrWriter writer = new(512);
        try
        {
            if (descriptors is null) Frame.Write(ref writer, header, body);
            else Frame.Write(ref writer, header, body, descriptors.Count);
            return writer.Written.ToArray();
        }
        finally
        {
            writer.Dispose();
        }
    }

    internal Task SendAsync(Header header, ReadOnlySpan<byte> data, CancellationToken cancel)
    {
        XdrWriter writer = new(Wire.MinMessage + data.Length);
        try
        {
            Frame.Write(ref writer, header, data);
            return channel.SendAsync(writer.Written.ToArray(), null, cancel);
        }
        finally
        {
            writer.Dispose();
        }
    }

    internal void Forget(uint serial) => calls.RemoveStream(serial);

    /// <summary>Says good-bye and closes. Streams are aborted, registrations dropped, domains that were to end with us end.</summary>
    public async ValueTask DisposeAsync()
    {
        if (IsOpen && !closing)
        {
            closing = true;
            try
            {
                using CancellationTokenSource patience = new(TimeSpan.FromSeconds(2), options.Clock);
                await CallAsync(Remote.ConnectClose, patience.Token).ConfigureAwait(false);
            }
            catch (Exception e) when (e is VirtException or OperationCanceledException)
            {
                // It is going away either way.
            }
        }
        End(null);
        await reading.ConfigureAwait(false);
        await watching.ConfigureAwait(false);
        ending.Dispose();
    }

    void End(VirtException? why)
    {
        if (!closed.TrySetResult(why)) return;
        ending.Cancel();
        var reason = why ?? MessageChannel.Lost("the connection is closed");
        calls.End(reason);
        events.End(reason);
        channel.Dispose();
    }
}
