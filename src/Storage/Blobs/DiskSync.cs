using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Slipway.Storage.Blobs;

/// <summary>
/// What the class library lacks: syncing a directory (so that a name survives a power failure) and a whole file system
/// at once (cheaper than one sync for each of thousands of small files).
/// </summary>
internal static class DiskSync
{
    private const int ReadOnlyDirectory = 0x10000 | 0x80000; // O_RDONLY | O_DIRECTORY | O_CLOEXEC of Linux

    /// <summary>Syncs one file's content.</summary>
    public static void File(string path)
    {
        using var handle = System.IO.File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        RandomAccess.FlushToDisk(handle);
    }

    /// <summary>Syncs the names in a directory. On other systems than Linux the file system is trusted.</summary>
    public static void Directory(string path)
    {
        if (OperatingSystem.IsLinux())
        {
            WithDirectory(path, static handle => fsync(handle));
        }
    }

    /// <summary>Syncs everything on the file system of a directory; false where the system cannot.</summary>
    public static bool FileSystemOf(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }
        WithDirectory(path, static handle => syncfs(handle));
        return true;
    }

    [SupportedOSPlatform("linux")]
    private static void WithDirectory(string path, Func<int, int> sync)
    {
        var handle = open(path, OperatingSystemReadOnlyDirectory());
        if (handle < 0)
        {
            throw new IOException($"{path} could not be opened: error {Marshal.GetLastPInvokeError()}.");
        }
        try
        {
            if (sync(handle) != 0)
            {
                throw new IOException($"{path} could not be synced: error {Marshal.GetLastPInvokeError()}.");
            }
        }
        finally
        {
            _ = close(handle);
        }
    }

    // O_DIRECTORY differs on ARM.
    private static int OperatingSystemReadOnlyDirectory() =>
        RuntimeInformation.ProcessArchitecture is Architecture.Arm or Architecture.Arm64 ? 0x4000 | 0x80000 : ReadOnlyDirectory;

    [DllImport("libc", SetLastError = true, CharSet = CharSet.Ansi)]
    private static extern int open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", SetLastError = true)]
    private static extern int fsync(int handle);

    [DllImport("libc", SetLastError = true)]
    private static extern int syncfs(int handle);

    [DllImport("libc", SetLastError = true)]
    private static extern int close(int handle);
}
