namespace Aerostat.Engine.Keys;

/// <summary>Source: <c>virKeycodeSet</c>.</summary>
public enum KeyCodeSet { Linux, Xt, Atset1, Atset2, Atset3, OsX, XtKbd, Usb, Win32, Qnum }

/// <summary>Between the key numbers of ten worlds and the one that QEMU takes, qnum: the first set's number of a key, its 0xe0 as the top bit.</summary>
/// <remarks>Source: what QEMU was told for each number by libvirtd 9.0. A row has 64 keys, two hexadecimal digits each; -- is none.</remarks>
static class KeyCodes
{
    const string Linux = """
        --0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f
        404142434445464748494a4b4c4d4e4f50515253547656575873787779707b5c9c9db554b85bc7c8c9cbcdcfd0d1d2d3efa0aeb0de59cec68b7e72717ddbdcdd
        e88586878cf86465c1bcf59ea166dfe3676869939f97826a926ba6ece6ebeae9a36cfd99a290a4b19863--81b2e7----88758ff6fb898a5d5e5f5583f7845a74
        f96d6f95969a9ba7a8a9abacada5afb3b4b6b9babbbdbebfc0e5c2c3c4c594caccd4edd6d7d8d9dae48ed5f0f1f2f3f4
        """;

    /// <summary>Which qnums there are: this set's numbers are the same, but for how they say 0xe0.</summary>
    const string Xt = """
        --0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f
        404142434445464748494a4b4c4d4e4f505152535455565758595a5b5c5d5e5f------636465666768696a6b6c6d--6f70717273747576777879--7b--7d7e--
        --8182838485868788898a8b8c--8e8f90--92939495969798999a9b9c9d9e9fa0a1a2a3a4a5a6a7a8a9--abacadaeafb0b1b2b3b4b5b6--b8b9babbbcbdbebf
        c0c1c2c3c4c5c6c7c8c9cacbcccdcecfd0d1d2d3d4d5d6d7d8d9dadbdcdddedf------e3e4e5e6e7e8e9eaebeced--eff0f1f2f3f4f5f6f7f8f9--fb--fd
        """;

    const string Atset2 = """
        --43--3f3d3b3c58--4442403e0f2959--382a701d1002------2c1f1e1103----2e2d201205045c--392f211413065d--3130232215075e----32241608095f
        --332517180b0a----34352627190c----7328--1a0d----3a361c1b--2b--76--56777879--0e7b--4f7d4b477e----5253504c4d480145574e514a37494654
        ------41
        """;

    /// <summary>Those behind an 0xe0.</summary>
    const string Atset2Extended = """
        --------------------------------e5b8----9d90----e6------------dbe7ae--a0------dce8----a1------dde9--b0--a2----deea--b2a4------df
        eb--------------ec--b5----99----ed------------------9c------e3--------------------cf--cbc7----efd2d3d0--cdc8--c6--ced1----c9
        """;

    const string Atset3 = """
        --------------3b01f5e885860f293c871d2a563a10023df8382c1f1e11033e642e2d201205043f65392f2114130640c131302322150741bcb8322416080942
        --332517180b0a43--34352627190c44----28--1a0d57549d361c1b2b7d5846d0cbc6c8d3cf0ed2--4fcd4b47d1c7c95253504c4d4845----9c51--4e49375d
        5e5f5583--7b7977------dbdcddef----9e--9990b092b2a4--a3a6a0aeb1989f9793a1
        """;

    const string OsX = """
        --1f202123222c2d2e2f--301011121315140203040507060d0a080c090b1b18161a17191c26242825272b33353132340f39290e--01dcdb2a3a381d36b89d--
        8353--37--4e--45b0aea0b59c--4af78459524f50514b4c4d475a48497d735c3f40413d42437157725d555e--44dd58--5ff5c7c9d33ecf3cd13bcbcdd0c8
        """;

    const string Usb = """
        --------1e302e2012212223172425263231181910131f14162f112d152c02030405060708090a0b1c010e0f390c0d1a1b--2b2728293334353a3b3c3d3e3f40
        4142434457585446c6d2c7c9d3cfd1cdcbd0c845b5374a4e9c4f50514b4c4d474849525356ddde595d5e5f5583f7845a74f96d6f64f59e8c--8587bcf865----
        ----------7e--73707d797b5c------7271787776------------------------------------------------------------------f6fb----------------
        ----------------------------------------------------------------1d2a38db9d36b8dca2a490996cb0aea082eae9e8c1758f88df92e7a1
        """;

    const string Win32 = """
        ----------------0e0f------1c------1d38c63a7872------7101797b----39c9d1cfc7cbc8cdd0--b9--54d2d3f50b02030405060708090a------------
        --1e302e2012212223172425263231181910131f14162f112d152cdbdcdd--df524f50514b4c4d474849374e7e4a53b53b3c3d3e3f404142434457585d5e5f55
        83f7845a74f96d6f----------------4546----------------------------2a36--9d--b8eae9e7e8e5--b2a0aeb09990a4a2bf----------270d330c3435
        29----------------------------------------------------1a2b1b28------56------------------------------70--------------b3
        """;

    /// <returns>Null: this set has no such key.</returns>
    public static int? Qnum(KeyCodeSet set, uint code) => set switch
    {
        KeyCodeSet.Linux => At(Linux, code),
        KeyCodeSet.Xt or KeyCodeSet.Atset1 => At(Xt, code < 0x80 ? code : code >> 8 == 0xe0 ? code & 0xff | 0x80 : uint.MaxValue),
        KeyCodeSet.XtKbd => At(Xt, code < 0x80 ? code : code >> 8 == 1 ? code & 0xff | 0x80 : uint.MaxValue),
        KeyCodeSet.Atset2 => code >> 8 == 0xe0 ? At(Atset2Extended, code & 0xff) : At(Atset2, code),
        KeyCodeSet.Atset3 => At(Atset3, code),
        KeyCodeSet.OsX => At(OsX, code),
        KeyCodeSet.Usb => At(Usb, code),
        KeyCodeSet.Win32 => At(Win32, code),
        _ => (int)code,
    };

    static int? At(string table, uint code)
    {
        const int row = 64, line = 2 * row + 1;
        var at = code / row * line + code % row * 2;
        return at + 1 < table.Length && table[(int)at] is not '-' ? Convert.ToInt32(table.Substring((int)at, 2), 16) : null;
    }
}
