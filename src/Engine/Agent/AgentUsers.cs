using System.Text;
using Aerostat.Qmp;

namespace Aerostat.Engine.Domains;

/// <summary>What becomes of the keys that a user of the guest has. Source: <c>virDomainAuthorizedSSHKeysSetFlags</c>.</summary>
[Flags]
public enum KeyChange { Replace = 0, Append = 1, Remove = 2 }

public sealed partial class Domain
{
    /// <param name="encrypted">It is the hash already.</param>
    /// <remarks>Source: <c>guest-set-user-password</c>; libvirt <c>virDomainSetUserPassword</c>.</remarks>
    public Task SetPasswordAsync(string user, string password, bool encrypted, CancellationToken cancel) => AgentAsync("set-user-password", agent =>
        agent.AskAsync(new SetUserPassword(user, Convert.ToBase64String(Encoding.UTF8.GetBytes(password)), encrypted)), cancel);

    /// <remarks>Source: <c>guest-ssh-get-authorized-keys</c>; libvirt <c>virDomainAuthorizedSSHKeysGet</c>.</remarks>
    public Task<ValueList<string>> AuthorizedKeysAsync(string user, CancellationToken cancel) => AgentAsync("get-ssh-keys", async agent =>
        (await agent.AskAsync(new GetAuthorizedKeys(user))).Keys.ToValueList(), cancel);

    /// <remarks>Source: <c>guest-ssh-add-authorized-keys</c>; libvirt <c>virDomainAuthorizedSSHKeysSet</c>.</remarks>
    public Task ChangeAuthorizedKeysAsync(string user, string[] keys, KeyChange change, CancellationToken cancel) => AgentAsync("set-ssh-keys", agent =>
        change.HasFlag(KeyChange.Remove)
            ? agent.AskAsync(new RemoveAuthorizedKeys(user, keys))
            : agent.AskAsync(new AddAuthorizedKeys(user, keys, Reset: change is KeyChange.Replace)), cancel);

    /// <summary>The name that the guest gives itself.</summary>
    /// <remarks>Source: <c>guest-get-host-name</c>; libvirt <c>virDomainGetHostname</c>.</remarks>
    public Task<string> HostnameAsync(CancellationToken cancel) => AgentAsync("get-hostname", async agent => (await agent.AskAsync(new GetHostName())).HostName, cancel);
}
