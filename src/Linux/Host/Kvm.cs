using System.Runtime.InteropServices;

namespace Aerostat.Linux;

/// <summary>The kernel's virtual machine monitor, as far as the host is asked about it.</summary>
public static partial class Kvm
{
    public const string Device = "/dev/kvm";

    /// <summary>How many vCPUs a guest may have.</summary>
    /// <remarks>Source: <c>Documentation/virt/kvm/api.rst</c>, KVM_CAP_MAX_VCPUS; without it KVM_CAP_NR_VCPUS, without that 4.</remarks>
    /// <exception cref="LinuxException">The device is not there, or not for us.</exception>
    public static int MaxVcpus()
    {
        const int KVM_CAP_NR_VCPUS = 9, KVM_CAP_MAX_VCPUS = 66;
        using var device = Libc.Open(Device, Libc.O_RDONLY);
        return Says(KVM_CAP_MAX_VCPUS) is > 0 and var most ? most : Says(KVM_CAP_NR_VCPUS) is > 0 and var wise ? wise : 4;

        int Says(nint capability)
        {
            const nuint KVM_CHECK_EXTENSION = 0xae03;
            return ioctl(device, KVM_CHECK_EXTENSION, capability);
        }
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int ioctl(SafeHandle device, nuint request, nint argument);
}
