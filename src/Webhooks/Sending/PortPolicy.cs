using System.Collections.Frozen;

namespace Slipway.Webhooks.Sending;

/// <summary>Ports that webhooks may go to (webhooks 3c). Pure.</summary>
internal static class PortPolicy
{
    // Databases, caches, queues and control planes: none of them is a receiver, and many obey whoever reaches them.
    private static readonly FrozenSet<int> Denied = new[]
    {
        1433, 1521, 1883, 2049, 2181, 2375, 2376, 2377, 2379, 2380, 3306, 3389, 4222, 4243, 5432, 5433, 5601, 5672, 5900, 5984,
        5985, 5986, 6000, 6379, 6380, 6443, 6667, 7000, 7001, 7199, 8086, 8500, 8600, 9042, 9092, 9160, 9200, 9300, 9418, 10249,
        10250, 10255, 10256, 11211, 15672, 16379, 26257, 26379, 27017, 27018, 27019, 28017, 50000, 50070,
    }.ToFrozenSet();

    /// <summary>80, 443, and from 1024 up whatever does not belong to a database or control plane.</summary>
    public static bool Allows(int port) => port is 80 or 443 || (port is >= 1024 and <= 65535 && !Denied.Contains(port));
}
