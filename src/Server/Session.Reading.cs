using Aerostat.Linux;
using Aerostat.Protocol;

namespace Aerostat.Server;

/// <remarks>What is unexpected is ignored, as libvirtd does; what cannot be framed ends the connection.</remarks>
public sealed partial class Session
{
    internal async Task RunAsync()
    {
        try
        {
            using Incoming incoming = new(channel, holding);
            while (!leaving && await incoming.NextAsync(reading.Token))
            {
                IsHeld = true;
                if (SocketThread.IsHere && !IsShort(incoming)) await Task.Yield();
                await TakeAsync(incoming);
                IsHeld = false;
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or XdrException)
        {
            // Gone, told to stop, or not speaking our protocol: it ends the same way.
        }
        finally
        {
            await EndAsync();
        }
    }

    async Task EndAsync()
    {
        pulse.Dispose();
        if (stopping) await Patiently(requests.IdleAsync());
        await closing.CancelAsync();
        await Patiently(outbox.CloseAsync());
        channel.Dispose();
        holding.Close();
        await requests.IdleAsync();
        await Streams.EndAsync();
    }

    async Task Patiently(Task task) => await task.WaitAsync(options.StopTimeout).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    /// <summary>One call alone that is answered from memory.</summary>
    bool IsShort(Incoming message) => !message.HasMore && message.Header is { Type: MessageType.Call } header
        && table.TryProgram(header.Program, header.Version, out var program) && program.Find(header.Procedure) is { IsShort: true };

    ValueTask TakeAsync(Incoming message)
    {
        pulse.Heard();
        var header = message.Header;
        switch (header.Type)
        {
            case MessageType.Call or MessageType.CallWithDescriptors:
                return CallAsync(message);

            case MessageType.Stream or MessageType.StreamHole:
                return Streams.TakeAsync(header, message.Body, reading.Token);

            case MessageType.Message when header == Keepalive.Ping:
                Post(Keepalive.Pong);
                return default;

            default:
                return default;
        }
    }

    ValueTask CallAsync(Incoming message)
    {
        lull.Heard();
        var header = message.Header;
        if (Find(message, out var refusal) is { } binding)
            return requests.TakeAsync(binding, new(this, binding.Procedure, binding.Times, header, message.Descriptors), message.Body, reading.Token);

        foreach (var descriptor in message.Descriptors) descriptor.Dispose();
        PostError(header.Reply(MessageStatus.Error), refusal!, "dispatch");
        return default;
    }

    /// <summary>Who answers the call; null, and why it is refused.</summary>
    Binding? Find(Incoming message, out Exception? refusal)
    {
        var header = message.Header;
        refusal = null;
        if (!table.TryProgram(header.Program, header.Version, out var program)) refusal = DispatchErrors.NoProgram(header);
        else if (header.Status is not MessageStatus.Ok) refusal = DispatchErrors.BadStatus();
        else if (program.Find(header.Procedure) is not { } binding) refusal = DispatchErrors.NoProcedure(header.Procedure);
        else if (!IsOpen && !MayComeFirst(binding.Procedure, message.Body.Span)) refusal = DispatchErrors.NotOpen();
        else return binding;
        return null;
    }

    /// <summary>Only who one is and whether one answers keepalives is settled before open.</summary>
    static bool MayComeFirst(Procedure procedure, ReadOnlySpan<byte> body)
    {
        if (procedure == Remote.ConnectSupportsFeature) return body.Length >= 4 && new XdrReader(body).Int() == (int)Feature.Keepalive;
        return procedure == Remote.ConnectOpen || procedure == Remote.ConnectClose
            || procedure == Remote.AuthList || procedure == Remote.AuthPolkit
            || procedure == Remote.AuthSaslInit || procedure == Remote.AuthSaslStart || procedure == Remote.AuthSaslStep;
    }
}
