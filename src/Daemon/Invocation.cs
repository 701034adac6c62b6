namespace Aerostat.Daemon;

/// <summary>What the command line asked for.</summary>
/// <param name="Root">Keep everything under this folder; null: where the system, or the user's session, keeps it.</param>
/// <param name="Session">A user's own guests.</param>
/// <param name="Config">Instead of aerostatd.conf.</param>
/// <param name="Verbose">Log all, whatever the configuration says.</param>
/// <param name="LibvirtSockets">Listen where libvirtd would, too.</param>
sealed record Invocation(string? Root, bool Session, string? Config, bool Verbose, bool LibvirtSockets);
