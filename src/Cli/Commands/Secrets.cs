using System.Text;
using Aerostat.Cli.Grammar;
using Aerostat.Cli.Shell;
using Aerostat.Client;
using Aerostat.Protocol;
using Aerostat.Values;

namespace Aerostat.Cli.Commands;

/// <summary>Secrets: pass-phrases that disks and pools need.</summary>
static class Secrets
{
    static readonly string[] Usages = ["none", "volume", "ceph", "iscsi", "tls", "vtpm"];

    public static IReadOnlyList<Command> All =>
    [
        new("secret-list", "ephemeral no-ephemeral private no-private -format=", "list secrets", List),
        new("secret-define", "file! validate", "define a secret from an XML file", async ask =>
        {
            var secret = (await ask.CallAsync(Remote.SecretDefineXml, new(ask.File("file"), ask.Flags(("validate", 1)))).Or($"Failed to set attributes from {ask["file"]}")).Secret;
            ask.Out.Extra($"Secret {Names.Uuid(secret.Uuid)} created\n");
        }),
        new("secret-dumpxml", "secret! -xpath= wrap", "show a secret's XML", async ask => ask.PrintXml((await ask.CallAsync(Remote.SecretGetXmlDesc, new(await FindAsync(ask), 0))).Xml)),
        new("secret-set-value", "secret! -file= plain interactive base64=", "give a secret its value", SetValue),
        new("secret-get-value", "secret! plain", "show a secret's value", async ask =>
        {
            var value = (await ask.CallAsync(Remote.SecretGetValue, new(await FindAsync(ask), 0))).Value;
            ask.Out.Text(ask.Has("plain") ? Encoding.UTF8.GetString(value) : Convert.ToBase64String(value));
        }),
        new("secret-event", "secret= event= loop timeout=# list timestamp", "show what happens to secrets", Listen),
        new("secret-undefine", "secret!", "forget a secret", async ask =>
        {
            await ask.CallAsync(Remote.SecretUndefine, new(await FindAsync(ask))).Or($"Failed to delete secret {ask["secret"]}");
            ask.Out.Extra($"Secret {ask["secret"]} deleted\n");
        }),
    ];

    static async Task<SecretRef> FindAsync(Ask ask)
    {
        var name = ask.Text("secret");
        if (!Guid.TryParse(name, out var uuid)) throw new CommandException($"failed to get secret '{name}'",
            new VirtException(ErrorCode.InvalidArg, "uuidstr in virSecretLookupByUUIDString must be a valid UUID"))
        { Hint = "secrets go by UUID: see 'aero secret-list'" };
        return (await ask.CallAsync(Remote.SecretLookupByUuid, new(uuid)).Or($"failed to get secret '{name}'")).Secret;
    }

    static async Task Listen(Ask ask)
    {
        if (ask.Has("list"))
        {
            ask.Out.Line("lifecycle\nvalue-changed");
            return;
        }
        string[] words = ["Defined", "Undefined"];
        SecretRef? filter = ask.Has("secret") ? await FindAsync(ask) : null;
        await Events.ShowAsync(ask, [ask.OptionalText("event") switch
        {
            "lifecycle" => Events.Of(OtherEvents.Secret, filter, m => $"event 'lifecycle' for secret {Names.Uuid(m.Secret.Uuid)}: {Names.At(words, m.Event) ?? "unknown"}"),
            "value-changed" => Events.Of(OtherEvents.SecretValue, filter, m => $"event 'value-changed' for secret {Names.Uuid(m.Secret.Uuid)}"),
            null => throw new CommandException("either --list or --event <type> is required"),
            var unknown => throw new CommandException($"unknown event type {unknown}"),
        }]);
    }

    static async Task List(Ask ask)
    {
        var filter = ask.Flags(("ephemeral", 1), ("no-ephemeral", 2), ("private", 4), ("no-private", 8));
        var secrets = (await ask.CallAsync(Remote.ConnectListAllSecrets, new(true, filter)).Or("Failed to list node secrets")).Secrets.OrderBy(s => s.Uuid);
        ask.Out.Rows([("UUID", "uuid"), ("Usage", "usage")], secrets.Select(s => (IReadOnlyList<Cell>)
            [Names.Uuid(s.Uuid), s.UsageType == 0 ? "Unused" : $"{Names.At(Usages, s.UsageType) ?? "unknown"} {s.UsageId}"]));
    }

    static async Task SetValue(Ask ask)
    {
        ask.Exclusive("file", "base64");
        ask.Exclusive("plain", "base64");
        var secret = await FindAsync(ask);
        byte[] value;
        if (ask.OptionalText("base64") is { } encoded)
        {
            ask.Out.Error("Passing secret value as command-line argument is insecure!");
            value = Decode(encoded);
        }
        else if (ask.OptionalText("file") is { } path)
        {
            value = ask.Has("plain") ? Encoding.UTF8.GetBytes(Ask.ReadFile(path)) : Decode(Ask.ReadFile(path).Trim());
        }
        else if (ask.Has("interactive"))
        {
            ask.Out.Text("Enter new value for secret: ");
            ask.Out.Flush();
            value = Encoding.UTF8.GetBytes(new StreamReader(new DescriptorStream(0)).ReadLine() ?? "");
        }
        else
        {
            throw new CommandException("Input secret value is missing") { Hint = "give --file, --interactive or --base64" };
        }
        await ask.CallAsync(Remote.SecretSetValue, new(secret, value, 0)).Or("Failed to set secret value");
        ask.Out.Extra("Secret value set\n");
    }

    static byte[] Decode(string text)
    {
        try
        {
            return Convert.FromBase64String(text);
        }
        catch (FormatException)
        {
            throw new CommandException("Invalid base64 data");
        }
    }
}
