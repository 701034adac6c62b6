using System.Text;
using Aerostat.Linux;

namespace Aerostat.Engine.Networks;

/// <summary>A program of the host's that makes a network's parts, or a filter's rules.</summary>
static class HostTool
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <param name="program">Its name.</param>
    /// <param name="arguments">Without its name.</param>
    /// <param name="input">What it reads; null: nothing.</param>
    /// <param name="package">Debian's, that brings it.</param>
    /// <returns>What it said.</returns>
    /// <exception cref="VirtException"><see cref="ErrorCode.InternalError"/>: it is not there, or it failed, with its own words.</exception>
    public static async Task<string> RunAsync(string program, IReadOnlyList<string> arguments, string? input, string package, CancellationToken cancel)
    {
        if (Tool.Find(program) is not { } path) throw NetworkErrors.Internal($"Cannot find '{program}' in path", $"Install the package {package}.");
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        late.CancelAfter(Patience);
        using var text = input is null ? null : Files.Memory(program, Encoding.UTF8.GetBytes(input));
        try
        {
            var ran = await Tool.RunAsync(path, arguments, late.Token, text);
            if (!ran.Succeeded) throw NetworkErrors.Internal($"Child process ({program} {string.Join(' ', arguments)}) unexpected {ran.Status?.ToString() ?? "end"}: {ran.Errors.Trim()}");
            return ran.Output;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw NetworkErrors.Internal($"{program} did not end within {Patience.TotalSeconds:F0} s, and was killed");
        }
        catch (LinuxException e)
        {
            throw NetworkErrors.Internal(e.Message);
        }
    }
}
