using Aerostat.Client;
using Aerostat.Values;

namespace Aerostat.Cli.Shell;

/// <summary>Bytes between this terminal and a guest's console, until the escape is typed or the guest hangs up.</summary>
static class ConsoleLink
{
    public static async Task RunAsync(VirtStream stream, char escape)
    {
        await using DescriptorStream output = new(1);
        var arriving = stream.CopyToAsync(output);
        var typing = TypeAsync(stream, new DescriptorStream(0), (byte)escape);
        // Standard input cannot be interrupted: where the guest ends first, its thread is left to the process's end.
        if (await Task.WhenAny(arriving, typing) == typing && await typing) await FinishAsync(stream);
        else await arriving;
    }

    /// <returns>Whether the escape was typed, or standard input ended.</returns>
    static Task<bool> TypeAsync(VirtStream stream, Stream input, byte escape) => Task.Run(async () =>
    {
        var buffer = new byte[1024];
        while (true)
        {
            var count = await input.ReadAsync(buffer);
            var end = buffer.AsSpan(0, count).IndexOf(escape);
            if (count == 0 || end == 0) return true;
            await stream.WriteAsync(buffer.AsMemory(0, end < 0 ? count : end));
            if (end > 0) return true;
        }
    });

    static async Task FinishAsync(VirtStream stream)
    {
        try
        {
            await stream.FinishAsync();
        }
        catch (VirtException)
        {
            // The console was taken over meanwhile; we were leaving anyhow.
        }
    }
}
