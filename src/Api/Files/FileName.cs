using System.Runtime.InteropServices;

namespace Slipway.Api.Files;

/// <summary>Names of files that go to one of several who want them.</summary>
public static partial class FileName
{
    private const int Taken = 17; // EEXIST, the same number on Linux and macOS.

    /// <summary>
    /// Gives a finished file its name, if that name is free; of several who try at once, in whatever process, one succeeds.
    /// The first name is gone afterwards, also when the second was taken.
    /// </summary>
    /// <remarks>
    /// <see cref="File.Move(string, string, bool)"/> without overwriting does not promise this outside Windows: it looks
    /// whether the name is free and then renames, which replaces what came in between.
    /// </remarks>
    /// <exception cref="IOException">The file system refused, for example because it has no hard links.</exception>
    public static bool TryTake(string finished, string name)
    {
        if (OperatingSystem.IsWindows())
        {
            return TryMove(finished, name);
        }

        var linked = Link(finished, name) == 0;
        var error = linked ? 0 : Marshal.GetLastPInvokeError();
        File.Delete(finished);
        return linked || (error == Taken
            ? false
            : throw new IOException($"{name} could not be made: {Marshal.GetPInvokeErrorMessage(error)}."));
    }

    private static bool TryMove(string finished, string name)
    {
        try
        {
            File.Move(finished, name, overwrite: false);
            return true;
        }
        catch (IOException) when (File.Exists(name))
        {
            File.Delete(finished);
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string from, string to);
}
