using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Slipway.Api.Transfers;

/// <summary>Tells files from what only looks like one: to open a pipe waits for a writer, for ever.</summary>
internal static partial class RegularFile
{
    private const int NoSuchDevice = 6; // ENXIO, which a socket answers; the same number on Linux and macOS.
    private const int Denied = 13; // EACCES, the same number on Linux and macOS.

    /// <summary>What is there, without waiting; of a link, what is behind it.</summary>
    /// <returns>
    /// Its size in bytes; what special thing it is (<c>a socket</c>), null for a file; why it cannot be opened, null when it can.
    /// </returns>
    public static (long Size, string? Special, string? Refused) Look(string path)
    {
        try
        {
            using var handle = Open(path, out var error);
            return (handle.IsInvalid, error) switch
            {
                (false, _) => (RandomAccess.GetLength(handle), null, null),
                (_, NoSuchDevice) => (0, "a socket", null),
                (_, Denied) => (0, null, "access is denied."),
                _ => (0, null, $"{Marshal.GetPInvokeErrorMessage(error)}."),
            };
        }
        catch (NotSupportedException)
        {
            return (0, "a pipe", null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return (0, null, FileSearch.Reason(e));
        }
    }

    private static SafeFileHandle Open(string path, out int error)
    {
        error = 0;
        if (OperatingSystem.IsWindows())
        {
            return File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }

        // O_RDONLY | O_NONBLOCK | O_CLOEXEC
        var handle = new SafeFileHandle(Open(path, OperatingSystem.IsLinux() ? 0x80800 : 0x1000004), ownsHandle: true);
        error = handle.IsInvalid ? Marshal.GetLastPInvokeError() : 0;
        return handle;
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);
}
