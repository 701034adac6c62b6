using System.IO.Pipelines;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Aerostat.Qmp.Tests;

/// <summary>The other end of a monitor: says what it is told to say.</summary>
sealed class ScriptedMonitor : IQmpTransport
{
    readonly Pipe toClient = new();
    readonly Pipe fromClient = new();

    public async Task SayAsync(string text, params byte[] before) => await toClient.Writer.WriteAsync((byte[])[.. before, .. Encoding.UTF8.GetBytes(text + "\r\n")]);

    public Task SayRawAsync(string text) => SayRawAsync(Encoding.UTF8.GetBytes(text));

    public async Task SayRawAsync(byte[] bytes) => await toClient.Writer.WriteAsync(bytes);

    public async Task<JsonElement> HearAsync()
    {
        while (true)
        {
            var read = await fromClient.Reader.ReadAsync();
            if (System.Buffers.BuffersExtensions.PositionOf(read.Buffer, (byte)'\n') is { } end)
            {
                // The agent's delimiter stands before a line, and is no UTF-8.
                var line = Encoding.UTF8.GetString(read.Buffer.Slice(0, end)).TrimStart('\ufffd');
                fromClient.Reader.AdvanceTo(read.Buffer.GetPosition(1, end));
                return JsonDocument.Parse(line).RootElement.Clone();
            }
            fromClient.Reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    /// <summary>Greets as QEMU does and answers the negotiation.</summary>
    public async Task<QmpClient> MeetAsync()
    {
        await SayAsync("""{"QMP": {"version": {"qemu": {"micro": 22, "minor": 2, "major": 7}, "package": ""}, "capabilities": ["oob"]}}""");
        var opening = QmpClient.OpenAsync(this, TestContext.Current.CancellationToken);
        var negotiate = await HearAsync();
        await SayAsync($$"""{"return": {}, "id": {{negotiate.GetProperty("id").GetInt64()}}}""");
        return await opening;
    }

    public void HangUp() => toClient.Writer.Complete();

    public async ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancel)
    {
        var read = await toClient.Reader.ReadAsync(cancel);
        var count = (int)Math.Min(read.Buffer.Length, buffer.Length);
        System.Buffers.BuffersExtensions.CopyTo(read.Buffer.Slice(0, count), buffer.Span);
        toClient.Reader.AdvanceTo(read.Buffer.GetPosition(count));
        return count;
    }

    public async ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancel) => await fromClient.Writer.WriteAsync(bytes, cancel);

    public ValueTask SendAsync(ReadOnlyMemory<byte> bytes, SafeHandle descriptor, CancellationToken cancel) => SendAsync(bytes, cancel);

    public void Dispose() { }
}
