import { batchRetentionDays, longestIdRetentionDays, maxLaunches } from '../../protocol/index.js';
import type { Facts } from '../Wording.js';

export const facts: Facts = {
  sent: [
    '整数：此处列出的每件事发生了多少次',
    '本应用的版本，以及操作系统的种类：Linux、macOS、Windows、Android、iOS 或其他',
    `每次发送用一个随机编号，以便重复到达的只计一次；得到应答之前，同一内容会以同一编号再次发送，最多 ${batchRetentionDays} 天，或应用启动 ${maxLaunches} 次`,
  ],
  neverSent: [
    '您或助手写的任何内容',
    '工具、模型、文件或文件夹的名称',
    '错误信息',
    '密码、访问密钥或账号',
    '长期代表您、本设备或本次安装的名称或编号',
    '事情发生的时间：计数不带日期，也不带时刻',
  ],
  when: '计数保存在本设备上，在应用下次启动时发送，或按应用设定的间隔发送。与任何网络请求一样，接收方会看到请求来自哪个网络地址、何时到达，因而也知道应用正在运行。',
  kept: [
    '按到达日期、版本和操作系统的合计',
    `随机编号，最多保留 ${longestIdRetentionDays} 天，用于识别重复到达的数据`,
    '不与计数一起保留网络地址、到达时刻或发送者的任何其他信息',
  ],
  withdrawal:
    '您可以随时改变主意。选择“否”会立即停止计数，并从本设备上删除已计数而未发送的内容。此前已发送的内容仍留在合计之中。',
};
