import { idRetentionDays } from '../../protocol/index.js';
import type { Facts } from '../Wording.js';

export const facts: Facts = {
  sent: [
    '整数：此处列出的每件事发生了多少次',
    '本应用的版本，以及操作系统的种类：Linux、macOS、Windows、Android、iOS 或其他',
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
  kept: [
    '按日期、版本和操作系统的合计',
    `随机编号，保留 ${idRetentionDays} 天，用于识别重复到达的数据`,
    '不保留网络地址或发送者的任何其他信息',
  ],
  withdrawal: '您可以随时改变主意。选择“否”会立即停止计数，并从本设备上删除已计数而未发送的内容。',
};
