namespace Slipway.Server.Objects.Disk;

/// <summary>Every place in the disk store at which a test may cut the power.</summary>
internal static class DiskCrashPoints
{
    public const string StartAfterMkdir = "start.after_mkdir";
    public const string StartAfterJournal = "start.after_journal";
    public const string PutAfterVerify = "put.after_verify";
    public const string PutAfterReserve = "put.after_reserve";
    public const string PutMidBody = "put.mid_body";
    public const string PutAfterDataSync = "put.after_data_sync";
    public const string PutAfterJournalAppend = "put.after_journal_append";
    public const string PutAfterJournalSync = "put.after_journal_sync";
    public const string PutBeforeAnswer = "put.before_answer";
    public const string AssembleAfterFold = "assemble.after_fold";
    public const string AssembleBeforeRename = "assemble.before_rename";
    public const string AssembleAfterRename = "assemble.after_rename";
    public const string AssembleAfterDirSync = "assemble.after_dirsync";
    public const string AbortAfterUnlink = "abort.after_unlink";

    public static IReadOnlyList<string> All { get; } =
    [
        StartAfterMkdir, StartAfterJournal, PutAfterVerify, PutAfterReserve, PutMidBody, PutAfterDataSync, PutAfterJournalAppend,
        PutAfterJournalSync, PutBeforeAnswer, AssembleAfterFold, AssembleBeforeRename, AssembleAfterRename, AssembleAfterDirSync, AbortAfterUnlink,
    ];
}
