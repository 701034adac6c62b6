using System.Runtime.InteropServices;

namespace Aerostat.Linux;

/// <summary>A system call that failed: which one, upon what, and why.</summary>
public sealed class LinuxException(string call, int errno) : IOException($"{call}: {Marshal.GetPInvokeErrorMessage(errno)}")
{
    /// <summary>The call with its arguments, as in <c>open(/dev/kvm)</c>.</summary>
    public string Call => call;

    /// <summary>One of <see cref="Linux.Errno"/>, or another number of errno(3).</summary>
    public int Errno => errno;

    /// <summary>Takes errno of the call just made; so it is built before anything else is called.</summary>
    public static LinuxException Last(string call) => new(call, Marshal.GetLastPInvokeError());
}
