using static Aerostat.Differential.Tests.Guests;

namespace Aerostat.Differential.Tests;

/// <summary>What is refused, in four tables.</summary>
static partial class Refusals
{
    const string Define = "define $BAD";

    /// <summary>Documents that say no domain.</summary>
    public static readonly Refusal[] Documents =
    [
        new("no white space between two attributes", Define, Bad("<hostdev mode='subsystem' type='pci'><source><address slot='0x00'function='0x0'/></source></hostdev>"), "(domain_definition):8", "line 8", "column", "white space is missing"),
        new("not XML", Define, "this is no XML\n", "line 1"),
        new("an empty file", Define, "", "empty"),
        new("white space alone", Define, "  \n \n", "empty"),
        new("cut in the middle", Define, Bad()[..60], "line 3"),
        new("a tag that nothing opened", Define, Bad("</disk>"), "line 8", "disk"),
        new("an attribute twice", Define, Bad("<disk type='file' type='block'/>"), "line 8", "type"),
        new("an entity that is not declared", Define, Bad(more: "<title>&nothing;</title>"), "line 6", "nothing"),
        new("two roots", Define, Bad() + Bad(), "line 11"),
        new("another root", Define, "<network><name>x</name></network>", "network", "domain"),
        new("no name", Define, Bad(head: ""), "name"),
        new("an empty name", Define, Bad(head: "<name></name>"), "name"),
        new("a name of blanks", Define, Bad(head: "<name>   </name>"), "name") { Ours = "21/20" },
        new("a name with a slash", Define, Bad(head: "<name>a/b</name>"), "a/b"),
        new("a name with a line's end", Define, Bad(head: "<name>a\nb</name>"), "name"),
        new("a UUID that is none", Define, Bad(head: "<name>x</name><uuid>1234</uuid>"), "1234"),
        new("no memory", Define, Bad(memory: ""), "memory"),
        new("memory in cubits", Define, Bad(memory: "<memory unit='cubit'>1024</memory>"), "cubit"),
        new("memory that is no number", Define, Bad(memory: "<memory>many</memory>"), "many"),
        new("less than no memory", Define, Bad(memory: "<memory>-1</memory>"), "-1"),
        new("more memory than counts", Define, Bad(memory: "<memory unit='EiB'>17</memory>")),
        new("no os", Define, "<domain type='qemu'><name>x</name><memory>32768</memory></domain>", "os"),
        new("no os type", Define, Bad(os: ""), "type"),
        new("an unknown os type", Define, Bad(os: "<type>templeos</type>"), "templeos"),
        new("an unknown architecture", Define, Bad(os: "<type arch='vax'>hvm</type>"), "vax"),
        new("an architecture without emulator", Define, Bad(os: "<type arch='s390x'>hvm</type>"), "s390x"),
        new("an unknown machine", Define, Bad(os: "<type arch='x86_64' machine='pc-1830'>hvm</type>"), "pc-1830") { Ours = "67/10" },
        new("a machine of another architecture", Define, Bad(os: "<type arch='x86_64' machine='virt'>hvm</type>"), "virt") { Ours = "67/10" },
        new("an emulator that is not there", Define, Bad("<emulator>/nonexistent/qemu</emulator>"), "/nonexistent/qemu"),
        new("an emulator that is none", Define, Bad("<emulator>/bin/true</emulator>"), "/bin/true") { Ours = "1/10" },
        new("no type", Define, Bad().Replace(" type='qemu'", ""), "type"),
        new("an unknown type", Define, Bad(type: "nosuch"), "nosuch"),
        new("KVM for another architecture", Define, Bad(type: "kvm", os: "<type arch='aarch64' machine='virt'>hvm</type>"), "kvm"),
        new("no vCPU", Define, Bad(vcpu: "<vcpu>0</vcpu>")),
        new("more vCPUs than there may be", Define, Bad(vcpu: "<vcpu>100000</vcpu>")),
        new("more vCPUs than the machine takes", "define $BAD; start x", Bad(vcpu: "<vcpu>300</vcpu>", os: "<type arch='x86_64' machine='pc'>hvm</type>")),
        new("more vCPUs now than at most", Define, Bad(vcpu: "<vcpu current='3'>2</vcpu>"), "3", "2"),
        new("a vCPU that is no number", Define, Bad(vcpu: "<vcpu>two</vcpu>"), "two"),
        new("a topology that does not add up", Define, Bad(vcpu: "<vcpu>3</vcpu>", more: "<cpu><topology sockets='1' cores='2' threads='1'/></cpu>")),
        new("an unknown CPU model", "define $BAD; start x", Bad(more: "<cpu mode='custom' match='exact'><model fallback='forbid'>Abacus</model></cpu>"), "Abacus"),
        new("a pin of a vCPU that is not there", Define, Bad(more: "<cputune><vcpupin vcpu='0' cpuset='zero'/></cputune>"), "zero"),
        new("the same vCPU pinned twice", Define, Bad(more: "<cputune><vcpupin vcpu='0' cpuset='0'/><vcpupin vcpu='0' cpuset='1'/></cputune>")),
        new("an unknown end of life", Define, Bad(more: "<on_poweroff>mourn</on_poweroff>"), "mourn"),
        new("an unknown clock", Define, Bad(more: "<clock offset='lunar'/>"), "lunar"),
        new("a feature by half", Define, Bad(more: "<features><acpi>maybe</acpi><smm state='perhaps'/></features>"), "perhaps"),
        new("a title of two lines", Define, Bad(more: "<title>one\ntwo</title>"), "title"),
        new("an unknown firmware", Define, Bad(os: "<type arch='x86_64' machine='q35'>hvm</type>").Replace("<os>", "<os firmware='openfirmware'>"), "openfirmware"),
        new("an unknown element under validation", "define $BAD --validate", Bad("<teapot/>"), "teapot"),
        new("the name of another", Define, Bad(head: "<name>kept</name><uuid>00000000-0000-0000-0000-0000000000ff</uuid>"), "kept"),
        new("the UUID of another", Define, Bad(head: "<name>x</name><uuid>00000000-0000-0000-0000-00000000000a</uuid>"), "kept"),
        new("create: the name of a running one", "create $BAD", Bad(head: "<name>busy</name><uuid>00000000-0000-0000-0000-0000000000ff</uuid>"), "busy"),
        new("create: a running one again", "create $BAD", Bad(head: "<name>busy</name><uuid>00000000-0000-0000-0000-00000000000b</uuid>"), "busy"),
        new("entities of entities", Define, Laughs(), ""),
        new("elements as deep as a well", Define, Bad(more: $"<metadata>{string.Concat(Enumerable.Repeat("<a>", 2000))}{string.Concat(Enumerable.Repeat("</a>", 2000))}</metadata>"), "depth"),
        new("a document of ten megabytes", Define, Bad(more: $"<description>{new string('a', 10 << 20)}</description>")),
    ];

    /// <summary>Ten times ten times ten….</summary>
    static string Laughs() =>
        "<?xml version='1.0'?>\n<!DOCTYPE domain [<!ENTITY l0 'ha'>" +
        string.Concat(Enumerable.Range(1, 9).Select(i => $"<!ENTITY l{i} '{string.Concat(Enumerable.Repeat($"&l{i - 1};", 10))}'>")) +
        "]>\n" + Bad(more: "<description>&l9;</description>");
}
