using System.CommandLine;
using Aerostat.Daemon;
using Aerostat.Linux;

// The launcher is this program once more: it must become QEMU before anything else of the daemon begins.
if (Launcher.IsAskedFor(args)) return Launcher.Run(args);

Option<string?> root = new("--root") { Description = "Keep everything under this folder: etc, run, lib and log" };
Option<bool> session = new("--session") { Description = "Run a user's own guests, without root" };
Option<string?> config = new("--config") { Description = "Read this file instead of aerostatd.conf" };
RootCommand command = new("aerostatd: runs QEMU/KVM guests, and speaks libvirt's protocol") { root, session, config };
command.SetAction((parsed, cancel) => Wiring.RunAsync(parsed.GetValue(root), parsed.GetValue(session), parsed.GetValue(config), cancel));
return await command.Parse(args).InvokeAsync();
