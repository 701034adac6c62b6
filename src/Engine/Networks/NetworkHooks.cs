using Aerostat.Model;

namespace Aerostat.Engine.Networks;

/// <summary>Scripts of the administrator's, run as networks come and go: <c>hooks/network</c>, then those in <c>hooks/network.d</c>.</summary>
/// <remarks>Source: the calls that libvirtd makes, with its arguments and <c>&lt;hookData&gt;</c> on standard input.</remarks>
sealed class NetworkHooks(Hooks hooks)
{
    /// <summary>At a moment at which a script may refuse.</summary>
    /// <exception cref="VirtException"><see cref="ErrorCode.HookScriptFailed"/>, with the script's own words.</exception>
    public Task AskAsync(string moment, NetworkDefinition network) => hooks.AskAsync("network", network.Name, moment, () => Text(network));

    /// <summary>At a moment at which nothing can be undone: a failure goes into the log.</summary>
    public Task TellAsync(string moment, NetworkDefinition network, string when) => hooks.TellAsync("network", network.Name, moment, when, () => Text(network));

    static string Text(NetworkDefinition network) => $"<hookData>\n{NetworkXml.Write(network)}</hookData>\n";
}
