using System.CommandLine;
using Aerostat.Daemon;
using Aerostat.Linux;

StandardDescriptors.Ensure();

// The launcher is this program once more: it must become QEMU before anything else of the daemon begins.
if (Launcher.IsAskedFor(args)) return Launcher.Run(args);

Option<string?> root = new("--root") { Description = "Keep everything under this folder: etc, run, lib and log", HelpName = "DIR" };
root.Validators.Add(given =>
{
    if (given.GetValueOrDefault<string?>() is "") given.AddError("--root: name a folder");
});
Option<bool> session = new("--session") { Description = "Run a user's own guests, without root" };
Option<string?> config = new("--config", "-f") { Description = "Read this file instead of aerostatd.conf", HelpName = "FILE" };
Option<bool> verbose = new("--verbose", "-v") { Description = "Log everything, whatever log_level says" };
Option<bool> libvirtSockets = new("--libvirt-sockets") { Description = "Listen on libvirtd's own sockets too, so that plain virsh finds this daemon" };
RootCommand command = new("aerostatd: runs QEMU/KVM guests, and speaks libvirt's protocol") { root, session, config, verbose, libvirtSockets };
command.SetAction((parsed, cancel) => Wiring.RunAsync(
    new(parsed.GetValue(root), parsed.GetValue(session), parsed.GetValue(config), parsed.GetValue(verbose), parsed.GetValue(libvirtSockets)), cancel));
return await command.Parse(args).InvokeAsync();
