using Aerostat.Engine.Keys;

namespace Aerostat.Engine.Tests.Keys;

public class KeyCodesTests
{
    /// <remarks>Told to QEMU by libvirtd 9.0.</remarks>
    [Theory]
    [InlineData(KeyCodeSet.Linux, 30u, 30)]
    [InlineData(KeyCodeSet.Linux, 88u, 88)]
    [InlineData(KeyCodeSet.Linux, 97u, 157)]
    [InlineData(KeyCodeSet.Linux, 119u, 198)]
    [InlineData(KeyCodeSet.Xt, 30u, 30)]
    [InlineData(KeyCodeSet.Xt, 0xe01du, 157)]
    [InlineData(KeyCodeSet.XtKbd, 0x11du, 157)]
    [InlineData(KeyCodeSet.Atset2, 28u, 30)]
    [InlineData(KeyCodeSet.Atset2, 0xe014u, 157)]
    [InlineData(KeyCodeSet.Usb, 4u, 30)]
    [InlineData(KeyCodeSet.Win32, 65u, 30)]
    [InlineData(KeyCodeSet.Qnum, 0xff00u, 0xff00)]
    public void A_key_has_the_number_that_libvirt_gives_it(KeyCodeSet set, uint code, int qnum) => Assert.Equal(qnum, KeyCodes.Qnum(set, code));

    [Theory]
    [InlineData(KeyCodeSet.Linux, 700u)]
    [InlineData(KeyCodeSet.Linux, 0u)]
    [InlineData(KeyCodeSet.Win32, 300u)]
    [InlineData(KeyCodeSet.Xt, 0x9du)]
    [InlineData(KeyCodeSet.Xt, 0xe11du)]
    [InlineData(KeyCodeSet.Usb, uint.MaxValue)]
    public void What_is_no_key_has_none(KeyCodeSet set, uint code) => Assert.Null(KeyCodes.Qnum(set, code));
}
