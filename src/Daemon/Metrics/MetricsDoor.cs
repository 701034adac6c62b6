using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Aerostat.Engine;
using Aerostat.Linux;
using Aerostat.Values;
using Microsoft.Extensions.Logging;

namespace Aerostat.Daemon.Metrics;

/// <summary>Answers <c>GET /metrics</c> on loopback, one request a connection. It knows no other path, and reads no more than a request's head.</summary>
/// <remarks>Source: RFC 9112. Who may come in is the machine's business: any of its users can read the figures.</remarks>
sealed class MetricsDoor : IAsyncDisposable
{
    const int LongestHead = 8192, AtOnce = 8;
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    readonly TcpListener listener;
    readonly Func<CancellationToken, Task<string>> gather;
    readonly TimeProvider time;
    readonly ILogger logger;
    readonly CancellationTokenSource ended = new();
    readonly SemaphoreSlim room = new(AtOnce);
    readonly Task listening;

    MetricsDoor(TcpListener listener, Func<CancellationToken, Task<string>> gather, TimeProvider time, ILogger logger)
    {
        (this.listener, this.gather, this.time, this.logger) = (listener, gather, time, logger);
        listening = ListenAsync(ended.Token);
    }

    public IPEndPoint Address => (IPEndPoint)listener.LocalEndpoint;

    /// <exception cref="IOException">The port is taken.</exception>
    public static MetricsDoor Open(IPEndPoint at, Func<CancellationToken, Task<string>> gather, TimeProvider time, ILogger logger)
    {
        TcpListener listener = new(at);
        try
        {
            listener.Start(AtOnce);
        }
        catch (SocketException e)
        {
            listener.Dispose();
            throw new IOException($"cannot serve metrics on {at}: {e.Message}", e);
        }
        return new(listener, gather, time, logger);
    }

    /// <summary>A loopback address and a port, as <c>127.0.0.1:9177</c>; null: something else.</summary>
    public static IPEndPoint? AddressOf(string text) => IPEndPoint.TryParse(text, out var at) && at.Port > 0 && IPAddress.IsLoopback(at.Address) ? at : null;

    async Task ListenAsync(CancellationToken cancel)
    {
        HashSet<Task> open = [];
        try
        {
            while (true)
            {
                await room.WaitAsync(cancel);
                open.RemoveWhere(task => task.IsCompleted);
                if (await AcceptAsync(cancel) is { } client) open.Add(AnswerAsync(client, cancel));
                else room.Release();
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(open);
        }
    }

    /// <returns>Null: whoever came has gone, or there is no descriptor left for it now.</returns>
    async Task<TcpClient?> AcceptAsync(CancellationToken cancel)
    {
        try
        {
            return await listener.AcceptTcpClientAsync(cancel);
        }
        catch (SocketException e)
        {
            Log.MetricsFailed(logger, e.Message);
            await Task.Delay(Patience, time, cancel);
            return null;
        }
    }

    async Task AnswerAsync(TcpClient client, CancellationToken cancel)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, patience.Token);
        try
        {
            using (client)
            {
                var stream = client.GetStream();
                var asked = await ReadAsync(stream, either.Token);
                if (SocketThread.IsHere) await Task.Yield();
                var (status, body) = asked switch
                {
                    null => ("400 Bad Request", "not an HTTP request\n"),
                    ["GET" or "HEAD", "/metrics", ..] => ("200 OK", await gather(either.Token)),
                    ["GET" or "HEAD", ..] => ("404 Not Found", "there is /metrics\n"),
                    _ => ("405 Method Not Allowed", "GET /metrics\n"),
                };
                var bytes = Encoding.UTF8.GetBytes(body);
                var head = string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 {status}\r\nContent-Type: {MetricsText.ContentType}\r\nContent-Length: {bytes.Length}\r\nConnection: close\r\n\r\n");
                await stream.WriteAsync(Encoding.ASCII.GetBytes(head), either.Token);
                await stream.WriteAsync(bytes, either.Token);
            }
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
        {
            // It went away, or was too slow.
        }
        catch (Exception e)
        {
            Log.MetricsFailed(logger, e.Message);
        }
        finally
        {
            room.Release();
        }
    }

    /// <summary>The words of the request's first line, once its head is whole.</summary>
    static async Task<string[]?> ReadAsync(NetworkStream stream, CancellationToken cancel)
    {
        var head = new byte[LongestHead];
        var length = 0;
        while (length < head.Length)
        {
            var count = await stream.ReadAsync(head.AsMemory(length), cancel);
            if (count == 0) return null;
            length += count;
            if (!head.AsSpan(0, length).EndsWith("\r\n\r\n"u8) && head.AsSpan(0, length).IndexOf("\r\n\r\n"u8) < 0) continue;
            var line = Encoding.ASCII.GetString(head, 0, head.AsSpan(0, length).IndexOf("\r\n"u8));
            return line.Split(' ') is [_, _, var version] words && version.StartsWith("HTTP/1.", StringComparison.Ordinal) ? words : null;
        }
        return null;
    }

    public async ValueTask DisposeAsync()
    {
        await ended.CancelAsync();
        await listening;
        listener.Dispose();
        ended.Dispose();
        room.Dispose();
    }
}
