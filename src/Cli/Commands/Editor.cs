using System.Runtime.InteropServices;
using Aerostat.Cli.Grammar;
using Aerostat.Cli.Shell;
using Aerostat.Values;

namespace Aerostat.Cli.Commands;

/// <summary>A text opened in the user's editor until it is right or given up.</summary>
static partial class Editor
{
    /// <summary>Reads, lets edit, writes back; where the server refuses, what was typed is offered again.</summary>
    public static async Task EditAsync(Ask ask, Func<Task<string>> read, Func<string, Task<string>> write, string unchanged, Func<string, string> done)
    {
        var before = await read();
        var text = before;
        while (true)
        {
            text = Open(ask, text);
            if (text == before)
            {
                ask.Out.Extra(unchanged);
                return;
            }
            // Somebody else may have been quicker.
            if (await read() != before) throw new CommandException("The XML configuration was changed by another user");
            try
            {
                ask.Out.Extra(done(await write(text)));
                return;
            }
            catch (VirtException e) when (Again(ask, e))
            {
                // It was told, and the person edits on.
            }
        }
    }

    static bool Again(Ask ask, VirtException why)
    {
        ask.Out.Error(why.Message);
        ask.Out.Text("Failed. Try again? [y,n,?]: ");
        ask.Out.Flush();
        return new StreamReader(new DescriptorStream(0)).ReadLine() is "y" or "yes";
    }

    /// <summary>The text as the editor left it.</summary>
    public static string Open(Ask ask, string text)
    {
        var editor = Environment.GetEnvironmentVariable("VISUAL") ?? Environment.GetEnvironmentVariable("EDITOR") ?? "vi";
        var folder = Directory.CreateTempSubdirectory("aero");
        var path = Path.Combine(folder.FullName, "edit.xml");
        try
        {
            using (StreamWriter file = new(new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite })))
                file.Write(text);
            ask.Out.Flush();
            // The variable may hold options: the shell takes it apart, as it does for git and virsh.
            if (system($"{editor} '{path}'") != 0) throw new CommandException($"editor '{editor}' failed") { Hint = "set EDITOR to one that is installed" };
            return File.ReadAllText(path);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int system(string command);
}
