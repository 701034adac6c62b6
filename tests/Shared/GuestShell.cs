using System.Net.Sockets;
using System.Text;

namespace Aerostat.Tests.Shared;

/// <summary>The inside of a guest: a root shell on its virtio port named test.shell.</summary>
public sealed class GuestShell : IDisposable
{
    const string End = "==END";

    static readonly TimeSpan Again = TimeSpan.FromSeconds(60);

    readonly Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

    /// <summary>Waits for the guest to come up.</summary>
    public static async Task<GuestShell> OpenAsync(string path)
    {
        var last = false;
        while (true)
        {
            var shell = new GuestShell();
            try
            {
                await Wait.Until($"a guest's shell at {path}", () => shell.TryConnect(path));
                // What is sent before the guest opens its port waits in the socket.
                await shell.Run("true", last ? Wait.Long : Again);
                return shell;
            }
            catch (OperationCanceledException) when (!last)
            {
                // A shell that was just leaving took the words along.
                shell.Dispose();
                last = true;
            }
            catch
            {
                shell.Dispose();
                throw;
            }
        }
    }

    async Task<bool> TryConnect(string path)
    {
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>Runs a command; its exit status and output.</summary>
    public async Task<Ran> Run(string command, TimeSpan? within = null)
    {
        using var limit = new CancellationTokenSource(within ?? Wait.Long);
        await socket.SendAsync(Encoding.UTF8.GetBytes($"{{ {command}\n}} 2>&1; echo \"{End} $?\"\n"), limit.Token);
        var said = new StringBuilder();
        var buffer = new byte[4096];
        while (true)
        {
            var count = await socket.ReceiveAsync(buffer, limit.Token);
            if (count == 0) throw new IOException($"the guest's shell was closed during '{command}'");
            said.Append(Encoding.UTF8.GetString(buffer, 0, count));
            var text = said.ToString();
            var end = text.LastIndexOf(End, StringComparison.Ordinal);
            if (end >= 0 && text.EndsWith('\n')) return new(command, int.Parse(text[(end + End.Length)..]), text[..end].Replace("\r", ""), "");
        }
    }

    public void Dispose() => socket.Dispose();
}
