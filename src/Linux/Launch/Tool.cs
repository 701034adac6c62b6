using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Aerostat.Linux;

/// <summary>What a tool said, and how it ended. Where its end was not ours to see, the status is null.</summary>
public sealed record ToolResult(ExitStatus? Status, string Output, string Errors)
{
    public bool Succeeded => Status is { Code: 0 };
}

/// <summary>Runs a short-lived program, such as qemu-img, and reads what it says.</summary>
public static class Tool
{
    /// <summary>Of each stream; what a tool says beyond is read and dropped.</summary>
    const int Most = 16 * 1024 * 1024;

    /// <summary>Runs it to its end, without a shell.</summary>
    /// <param name="path">Of the program; a bare name is looked for in PATH.</param>
    /// <param name="arguments">Without its own name.</param>
    /// <param name="cancel">Kills it.</param>
    /// <param name="input">Of a file or a pipe; null: none.</param>
    /// <exception cref="LinuxException">It cannot be started.</exception>
    public static async Task<ToolResult> RunAsync(string path, IReadOnlyList<string> arguments, CancellationToken cancel, SafeHandle? input = null)
    {
        var program = Find(path) ?? throw new LinuxException($"posix_spawn({path})", Errno.ENOENT);
        var (outRead, outWrite) = Files.Pipe();
        var (errRead, errWrite) = Files.Pipe();
        using var _ = outRead;
        using var __ = errRead;
        ProcessHandle process;
        using (outWrite)
        using (errWrite)
            (var _, process) = Spawn.Start(program, [path, .. arguments], ["PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C"], [input, outWrite, errWrite]);
        using (process)
        {
            try
            {
                var output = ReadAllAsync(outRead, cancel);
                var errors = ReadAllAsync(errRead, cancel);
                await Task.WhenAll(output, errors);
                return new(await process.Exited.WaitAsync(cancel), await output, await errors);
            }
            catch
            {
                process.Signal(Signal.Kill);
                await process.Exited;
                throw;
            }
        }
    }

    /// <summary>Null: there is no such program.</summary>
    public static string? Find(string name) => name.Contains('/', StringComparison.Ordinal)
        ? name
        : (Environment.GetEnvironmentVariable("PATH") ?? "/usr/sbin:/usr/bin:/sbin:/bin").Split(':').Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    static async Task<string> ReadAllAsync(SafeFileHandle pipe, CancellationToken cancel)
    {
        using MemoryStream all = new();
        var buffer = new byte[16 * 1024];
        while (true)
        {
            await Readiness.ReadableAsync(pipe, cancel);
            var count = Files.TryRead(pipe, buffer) ?? 0;
            if (count == 0) return Encoding.UTF8.GetString(all.GetBuffer(), 0, (int)all.Length);
            all.Write(buffer, 0, (int)Math.Min(count, Most - all.Length));
        }
    }
}
