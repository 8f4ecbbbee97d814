import { daysAnIdIsKept } from '../../../collector/daysAnIdIsKept.js';
import { dayMs, maxBatchAgeMs } from '../../../reducers/ledger.js';
import { operatingSystems } from '../../../signals.js';
import type { Facts } from '../Strings.js';

const names = {
  linux: 'Linux',
  macos: 'macOS',
  windows: 'Windows',
  android: 'Android',
  ios: 'iOS',
  other: '其他',
} as const satisfies Facts['operatingSystems'];

const anyOf = new Intl.ListFormat('zh', { type: 'disjunction' });

export const facts: Facts = {
  operatingSystems: names,
  sent: [
    '整数：此处列出的每件事发生了多少次',
    `本应用的版本，以及操作系统的种类：${anyOf.format(operatingSystems.map((os) => names[os]))}`,
    '每次发送用一个随机编号，以便重复到达的只计一次；它不会再次使用，也不指向任何人',
  ],
  neverSent: [
    '您或助手写的任何内容',
    '工具、模型、文件或文件夹的名称',
    '错误信息',
    '密钥、账号或地址',
    '任何能区分不同安装的信息',
    '一天中的时间',
  ],
  when: '计数保存在本设备上，在应用下次启动时发送，或按应用设定的间隔发送。',
  undelivered: `一次发送若 ${maxBatchAgeMs / dayMs} 天未得到应答，即被放弃，其中的计数会被删除。`,
  transport:
    '与任何网络请求一样，接收数据的服务器会看到请求来自哪个网络地址，以及浏览器关于自身和应用加载来源的说明。这些都不会与计数一起保留。不使用 Cookie。',
  onDevice: [
    '您的答复，以及它针对的内容',
    '尚未发送的计数',
    '上一次备好和送达计数的时间、发送失败后何时可以重试，以及有多少计数不得不放弃',
    '一个随机标记，用于区分前后两次同意期间的计数；它从不发送',
    '选择“否”之后，以上内容中只留下答复和标记',
  ],
  kept: [
    '按日期、版本和操作系统的合计',
    `随机编号，保留 ${daysAnIdIsKept} 天，用于识别重复到达的数据`,
    '不保留网络地址或发送者的任何其他信息',
  ],
  withdrawal: '您可以随时改变主意。选择“否”会立即停止计数，并从本设备上删除已计数而未发送的内容。',
  sentBefore: '此前已发送的内容已计入无法区分任何人的合计之中，因此既不能查出，也不能再取出。',
};
