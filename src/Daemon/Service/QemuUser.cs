using Aerostat.Linux;

namespace Aerostat.Daemon.Service;

/// <summary>Who QEMU runs as in system mode: one who may touch nothing but what it is given.</summary>
static class QemuUser
{
    /// <summary>Ours, which the package makes; libvirt's, whose images stay readable; the one that every host has.</summary>
    static readonly string[] Candidates = ["aerostat-qemu", "libvirt-qemu", "nobody"];

    /// <param name="user">As configured; null: the first that the host has.</param>
    /// <param name="group">As configured; null: the user's.</param>
    /// <returns>The account, and why it is this one; null where the host has none of them.</returns>
    public static (Account Account, string Why)? Find(string? user, string? group)
    {
        foreach (var name in user is null ? Candidates : [user])
        {
            if (Accounts.TryUser(name) is not { } account) continue;
            if (group is not null && Accounts.TryGroup(group) is { } gid)
                account = account with { Gid = gid, Groups = account.Groups.AsSpan().Contains(gid) ? account.Groups : account.Groups.Insert(0, gid) };
            return (WithKvm(account), user is not null ? $"'{name}' is configured" : name == Candidates[0] ? $"'{name}' is there" : $"'{name}', since there is no user {Candidates[0]}");
        }
        return null;
    }

    /// <summary>Whoever runs guests may use KVM: the group of its device comes along, unless that is root's.</summary>
    static Account WithKvm(Account account) =>
        FileStatus.TryOf(Kvm.Device, follow: true) is { Group: > 0 and var group } && !account.Groups.AsSpan().Contains(group)
            ? account with { Groups = account.Groups.Add(group) } : account;
}
