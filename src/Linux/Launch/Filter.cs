using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Aerostat.Linux;

/// <summary>A program that reads one end and writes another, such as <c>gzip -c</c>. Disposing kills it.</summary>
public sealed class Filter : IDisposable
{
    readonly ProcessHandle process;
    readonly SafeFileHandle errors;
    readonly string name;
    int disposed;

    Filter(string name, ProcessHandle process, SafeFileHandle errors) => (this.name, this.process, this.errors) = (name, process, errors);

    /// <param name="name">Looked for in PATH.</param>
    /// <param name="arguments">Without its own name.</param>
    /// <param name="input">Both ends stay the caller's, who closes his own copies.</param>
    /// <exception cref="LinuxException">It cannot be started; <c>ENOENT</c>: it is not installed.</exception>
    public static Filter Start(string name, IReadOnlyList<string> arguments, SafeHandle input, SafeHandle output)
    {
        var program = Tool.Find(name) ?? throw new LinuxException($"posix_spawn({name})", Errno.ENOENT);
        var (read, write) = Files.Pipe();
        using (write)
        {
            var (_, process) = Spawn.Start(program, [name, .. arguments], ["PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C"], [input, output, write]);
            return new(name, process, read);
        }
    }

    /// <summary>Waits for its end.</summary>
    /// <returns>Null: all went well; else its own last words.</returns>
    public async Task<string?> FailureAsync()
    {
        var status = await process.Exited;
        if (status is null or { Code: 0 }) return null;
        var said = new byte[1024];
        var count = Readiness.IsReadable(errors) ? Files.TryRead(errors, said, name) ?? 0 : 0;
        return count > 0 ? Encoding.UTF8.GetString(said, 0, count).Trim() : $"{name} ended with {status}";
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref disposed, 1) != 0) return;
        process.Signal(Signal.Kill);
        // Reaped by whoever asked for its end.
        process.Exited.ContinueWith(_ =>
        {
            process.Dispose();
            errors.Dispose();
        }, TaskScheduler.Default);
    }
}
